using System.Text.Json.Nodes;
using RL4VLM.Core.Manifest.Generated;
using RL4VLM.FakeKubernetes.Schemas;
using Xunit.Abstractions;

namespace RL4VLM.FakeKubernetes.Tests.Schemas;

/// <summary>Our own CustomResourceDefinition by the API server's rules.</summary>
public sealed class RunDefinitionTests(ITestOutputHelper output)
{
    private static readonly JsonObject Version = CustomResourceDefinitionWriter.Write()["spec"]!["versions"]![0]!.AsObject();

    [Fact]
    public void The_api_server_would_accept_it() => Assert.Equal("", string.Join('\n', DefinitionCheck.Problems(Version)));

    [Fact]
    public void Its_rules_cost_less_than_half_of_what_they_may()
    {
        IReadOnlyList<RuleCost> costs = DefinitionCheck.Costs(Version);
        foreach (RuleCost cost in costs.OrderByDescending(cost => cost.Cost).Take(10)) output.WriteLine($"{cost.Cost,12:N0}  {cost.Path}");
        output.WriteLine($"{costs.Sum(cost => cost.Cost),12:N0}  of {costs.Count} rules");
        Assert.All(costs, cost => Assert.InRange(cost.Cost, 0, DefinitionCheck.RuleLimit / 2));
        Assert.InRange(costs.Sum(cost => cost.Cost), 1, DefinitionCheck.DefinitionLimit / 2);
    }
}
