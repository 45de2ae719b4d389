using RL4VLM.Chart.Tests.Rendering;

namespace RL4VLM.Chart.Tests;

public sealed class NetworkPolicyTests
{
    [Theory]
    [InlineData("defaults", new[] { 53L, 53, 443, 6443 })]
    [InlineData("namespaced", new[] { 53L, 53, 443, 6443, 4318, 3128 })]
    public void The_operator_reaches_names_the_API_server_and_what_is_added(string name, long[] ports)
    {
        var policy = ValueSet.Named(name).Single("NetworkPolicy", "rl4vlm").Json["spec"]!;
        Assert.Equal(ports, policy["egress"]!.AsArray().SelectMany(rule => rule!["ports"]!.AsArray()).Select(port => port!["port"]!.GetValue<long>()));
        Assert.Equal("http", Assert.Single(Assert.Single(policy["ingress"]!.AsArray())!["ports"]!.AsArray())!["port"]!.GetValue<string>());
    }

    [Fact]
    public void Stages_let_nobody_in()
    {
        var policies = ValueSet.Named("namespaced").Objects.Where(one => one is { Kind: "NetworkPolicy", Name: "rl4vlm-stages" }).ToArray();
        Assert.Equal(["team-a", "team-b"], policies.Select(policy => policy.Namespace));
        Assert.All(policies, policy => Assert.Null(policy.Json["spec"]!["ingress"]));
        Assert.All(policies, policy => Assert.Contains(policy.Json["spec"]!["policyTypes"]!.AsArray(), type => type!.GetValue<string>() == "Ingress"));
    }
}
