using System.Text.Json.Nodes;
using RL4VLM.Chart.Tests.Rendering;

namespace RL4VLM.Chart.Tests.Dashboards;

public sealed class ConfigMapTests
{
    [Fact]
    public void Each_dashboard_is_a_ConfigMap_that_holds_the_file_as_it_is()
    {
        RenderedObject[] maps = [.. ValueSet.Named("defaults").Objects.Where(one => one.Kind == "ConfigMap")];
        Assert.Equal(["rl4vlm-dashboard-operator", "rl4vlm-dashboard-pipeline", "rl4vlm-dashboard-runs"], maps.Select(map => map.Name));
        Assert.All(maps.Zip(Dashboard.All), pair =>
        {
            (string file, JsonNode? text) = Assert.Single(pair.First.Json["data"]!.AsObject());
            Assert.Equal((pair.Second.Json["uid"]!.GetValue<string>() + ".json", pair.Second.Text.TrimEnd()), (file, text!.GetValue<string>().TrimEnd()));
        });
    }

    [Fact]
    public void The_sidecar_finds_them_by_label_and_the_folder_by_annotation()
    {
        Assert.All(Metadata("defaults"), metadata => Assert.Equal(("rl4vlm-system", "1", "RL4VLM"), Found(metadata)));
        Assert.All(Metadata("namespaced"), metadata => Assert.Equal(("monitoring", "1", "Training"), Found(metadata)));
        JsonNode other = RenderedObject.Split(Helm.Template("--set", "dashboards.label=board,dashboards.labelValue=yes,dashboards.folder=")).First(one => one.Kind == "ConfigMap").Json["metadata"]!;
        Assert.Equal("yes", other["labels"]!["board"]!.GetValue<string>());
        Assert.Null(other["annotations"]);
    }

    [Fact]
    public void The_switch_leaves_them_out() => Assert.DoesNotContain(ValueSet.Named("minimal").Objects, one => one.Kind == "ConfigMap");

    private static IEnumerable<JsonNode> Metadata(string name) => ValueSet.Named(name).Objects.Where(one => one.Kind == "ConfigMap").Select(one => one.Json["metadata"]!);

    private static (string, string, string) Found(JsonNode metadata) => (metadata["namespace"]!.GetValue<string>(),
        metadata["labels"]!["grafana_dashboard"]!.GetValue<string>(), metadata["annotations"]!["grafana_folder"]!.GetValue<string>());
}
