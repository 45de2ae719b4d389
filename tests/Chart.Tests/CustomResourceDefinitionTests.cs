using System.Text.Json.Nodes;
using RL4VLM.Chart.Tests.Rendering;

namespace RL4VLM.Chart.Tests;

public sealed class CustomResourceDefinitionTests
{
    private static readonly JsonObject Generated = Yaml.Read(File.ReadAllText(Path.Combine(Repository.Root, "docs", "crd.yaml")));

    [Theory]
    [InlineData("defaults")]
    [InlineData("namespaced")]
    public void The_definition_is_the_generated_one_with_labels_and_annotations(string name)
    {
        JsonObject rendered = ValueSet.Named(name).Single("CustomResourceDefinition").Json.DeepClone().AsObject();
        JsonObject metadata = rendered["metadata"]!.AsObject();
        Assert.Equal("keep", metadata["annotations"]!["helm.sh/resource-policy"]!.GetValue<string>());
        Assert.True(metadata.Remove("annotations") && metadata.Remove("labels"));
        Assert.True(JsonNode.DeepEquals(Generated, rendered));
    }

    [Fact]
    public void The_definition_is_a_template_because_Helm_never_upgrades_what_lies_in_crds() =>
        Assert.False(Directory.Exists(Path.Combine(Repository.Chart, "crds")));

    [Fact]
    public void Without_keep_and_annotations_of_its_own_it_has_none()
    {
        RenderedObject rendered = RenderedObject.Split(Helm.Template("--set", "crds.keep=false")).Single(one => one.Kind == "CustomResourceDefinition");
        Assert.Null(rendered.Json["metadata"]!["annotations"]);
    }

    [Fact]
    public void The_switch_leaves_it_out() =>
        Assert.DoesNotContain(ValueSet.Named("minimal").Objects, rendered => rendered.Kind == "CustomResourceDefinition");
}
