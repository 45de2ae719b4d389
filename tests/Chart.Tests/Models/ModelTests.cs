using System.Text.Json;
using k8s;
using k8s.Models;
using RL4VLM.Chart.Tests.Rendering;

namespace RL4VLM.Chart.Tests.Models;

public sealed class ModelTests
{
    private static readonly string[] ClusterScoped = ["ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition"];

    public static TheoryData<string> Names => [.. ValueSet.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_object_is_read_by_its_model_with_no_field_left_over(string name) => AssertModels(ValueSet.Named(name).Objects);

    [Fact]
    public void Names_that_look_like_numbers_stay_text() => AssertModels(RenderedObject.Split(Helm.Template(
        "--namespace", "12", "--set-string", "fullnameOverride=7,nameOverride=8,watchNamespaces={9},operator.priorityClassName=1,serviceAccount.name=2,operator.image.tag=3,dashboards.namespace=4,dashboards.folder=5",
        "--set", "stages.networkPolicy.enabled=true,metrics.serviceMonitor.enabled=true,alerts.enabled=true")));

    [Fact]
    public void The_definitions_schema_is_structural_as_far_as_the_model_can_tell()
    {
        var definition = (V1CustomResourceDefinition)StrictModels.Read(ValueSet.Named("defaults").Single("CustomResourceDefinition"));
        V1CustomResourceDefinitionVersion version = Assert.Single(definition.Spec.Versions);
        Assert.True(version.Served && version.Storage);
        Assert.Equal("object", version.Schema.OpenAPIV3Schema.Type);
        Assert.NotNull(version.Subresources.Status);
        Assert.Equal(["metadata", "spec"], version.Schema.OpenAPIV3Schema.Required);
    }

    [Theory]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {port: []}")]
    [InlineData("apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a, labels: {a: 1}}")]
    [InlineData("apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: 7}")]
    [InlineData("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: '2'}")]
    [InlineData("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {spec: {container: []}}}")]
    [InlineData("apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: a}\nspec: {selector: {}, endpoint: []}")]
    [InlineData("apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: a}\nspec: {groups: [{name: a, rules: [{alert: A, expr: b, label: {}}]}]}")]
    public void The_reader_refuses_misspelt_fields_and_numbers_for_text(string yaml) =>
        Assert.Throws<JsonException>(() => StrictModels.Read(Assert.Single(RenderedObject.Split(yaml))));

    private static void AssertModels(IReadOnlyList<RenderedObject> objects) => Assert.All(objects, rendered =>
    {
        var model = Assert.IsAssignableFrom<IKubernetesObject<V1ObjectMeta>>(StrictModels.Read(rendered));
        Assert.Equal((rendered.Name, rendered.Namespace), (model.Metadata.Name, model.Metadata.NamespaceProperty));
        Assert.Equal(ClusterScoped.Contains(rendered.Kind), model.Metadata.NamespaceProperty is null);
    });
}
