using System.Text.Json.Nodes;
using RL4VLM.Chart.Tests.Rendering;

namespace RL4VLM.Chart.Tests;

public sealed class LabelTests
{
    private static readonly string[] Common =
        ["app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/version", "app.kubernetes.io/managed-by", "app.kubernetes.io/part-of", "helm.sh/chart"];

    public static TheoryData<string> Names => [.. ValueSet.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_object_says_what_it_belongs_to(string name) => Assert.All(ValueSet.Named(name).Objects, rendered =>
        Assert.All(Common, label => Assert.True(Labels(rendered.Json).ContainsKey(label), $"{rendered} has no label {label}")));

    [Theory]
    [MemberData(nameof(Names))]
    public void Whatever_selects_the_operators_pods_selects_them_by_the_same_labels(string name)
    {
        ValueSet set = ValueSet.Named(name);
        JsonNode deployment = set.Single("Deployment").Json["spec"]!;
        JsonObject selector = deployment["selector"]!["matchLabels"]!.AsObject(), pod = deployment["template"]!["metadata"]!["labels"]!.AsObject();
        Assert.All(selector, label => Assert.Equal(label.Value!.GetValue<string>(), pod[label.Key]!.GetValue<string>()));
        JsonNode?[] selectors =
        [
            .. Specs(set, "PodDisruptionBudget").Select(spec => spec["selector"]!["matchLabels"]),
            .. Specs(set, "NetworkPolicy").Select(spec => spec["podSelector"]!["matchLabels"]).Where(labels => labels is not null),
            .. Specs(set, "Service").Select(spec => spec["selector"]),
        ];
        Assert.All(selectors, labels => Assert.True(JsonNode.DeepEquals(selector, labels)));
    }

    [Fact]
    public void The_monitor_finds_the_service_and_the_service_the_port()
    {
        ValueSet set = ValueSet.Named("namespaced");
        JsonObject service = set.Single("Service").Json, monitor = set.Single("ServiceMonitor").Json["spec"]!.AsObject();
        Assert.All(monitor["selector"]!["matchLabels"]!.AsObject(), label => Assert.Equal(label.Value!.GetValue<string>(), Labels(service)[label.Key]!.GetValue<string>()));
        JsonNode port = Assert.Single(service["spec"]!["ports"]!.AsArray())!;
        Assert.Equal(port["name"]!.GetValue<string>(), Assert.Single(monitor["endpoints"]!.AsArray())!["port"]!.GetValue<string>());
        Assert.Contains(Containers.Of(set)["ports"]!.AsArray(), one => one!["name"]!.GetValue<string>() == port["targetPort"]!.GetValue<string>());
        Assert.Equal("rl4vlm-system", Assert.Single(monitor["namespaceSelector"]!["matchNames"]!.AsArray())!.GetValue<string>());
    }

    [Fact]
    public void Labels_of_the_user_add_and_never_replace()
    {
        string[] values = ["--set", "commonLabels.team=a,operator.podLabels.zone=b", "--set", @"commonLabels.app\.kubernetes\.io/name=other,operator.podLabels.app\.kubernetes\.io/name=other"];
        JsonNode deployment = RenderedObject.Split(Helm.Template([.. values, "--show-only", "templates/deployment.yaml"])).Single().Json;
        JsonNode pod = deployment["spec"]!["template"]!["metadata"]!["labels"]!;
        Assert.Equal(("a", "b", "rl4vlm"), (pod["team"]!.GetValue<string>(), pod["zone"]!.GetValue<string>(), pod["app.kubernetes.io/name"]!.GetValue<string>()));
        Assert.Equal("rl4vlm", deployment["metadata"]!["labels"]!["app.kubernetes.io/name"]!.GetValue<string>());
    }

    private static JsonObject Labels(JsonObject rendered) => rendered["metadata"]!["labels"]!.AsObject();

    private static IEnumerable<JsonNode> Specs(ValueSet set, string kind) => set.Objects.Where(one => one.Kind == kind).Select(one => one.Json["spec"]!);
}
