using k8s;
using k8s.Models;
using YamlDotNet.Core;

namespace RL4VLM.Compat.KubernetesClient.Tests;

public sealed class YamlTests
{
    private const string Chart = """
        # Source: a chart
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: c, labels: {"a": "1"}}
        data:
          text: |
            two
            lines
          flag: "true"
        ---
        # nothing here
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: d
        spec:
          replicas: 2
          template:
            spec:
              containers:
                - name: main
                  ports: [{containerPort: 8080}]
                  livenessProbe: {httpGet: {path: /, port: http}}
                  resources: {limits: {cpu: 1, memory: 1.5Gi}}
              volumes:
                - {name: v, secret: {secretName: s, defaultMode: 0440}}
        """;

    [Fact]
    public void Every_document_becomes_its_model()
    {
        List<object> all = KubernetesYaml.LoadAllFromString(Chart, strict: true);
        V1ConfigMap map = Assert.IsType<V1ConfigMap>(all[0]);
        Assert.Equal(("two\nlines\n", "true", "1"), (map.Data["text"], map.Data["flag"], map.GetLabel("a")));
        V1Deployment deployment = Assert.IsType<V1Deployment>(all[1]);
        V1PodSpec pod = deployment.Spec.Template.Spec;
        Assert.Equal((2, 8080, "http", 288), (deployment.Spec.Replicas, pod.Containers[0].Ports[0].ContainerPort, pod.Containers[0].LivenessProbe.HttpGet.Port.Value, pod.Volumes[0].Secret.DefaultMode));
        Assert.Equal(("1", "1536Mi"), ($"{pod.Containers[0].Resources.Limits["cpu"]}", $"{pod.Containers[0].Resources.Limits["memory"]}"));
        Assert.Equal(2, all.Count);
    }

    [Theory]
    [InlineData("{apiVersion: v1, kind: ConfigMap, dta: {}}")]
    [InlineData("{apiVersion: v1, kind: ConfigMap, metadata: {labels: {a: 1}}}")]
    [InlineData("{apiVersion: v1, kind: ConfigMap, data: {a: true}}")]
    public void Strict_reading_refuses_what_the_API_server_would(string yaml)
    {
        Assert.Contains("ConfigMap", Assert.Throws<YamlException>(() => KubernetesYaml.Deserialize<V1ConfigMap>(yaml, strict: true)).Message);
        Assert.NotNull(KubernetesYaml.Deserialize<V1ConfigMap>(yaml));
    }

    [Theory]
    [InlineData("[a, b]")]
    [InlineData("just a text")]
    [InlineData("metadata: [")]
    [InlineData("metadata: {creationTimestamp: yesterday}")]
    public void What_is_no_object_is_a_YAML_error(string yaml) => Assert.ThrowsAny<YamlException>(() => KubernetesYaml.Deserialize<V1ConfigMap>(yaml));

    [Fact]
    public void A_key_twice_is_refused() => Assert.Throws<YamlException>(() => KubernetesYaml.Deserialize<V1ConfigMap>("data: {a: b, a: c}"));

    [Fact]
    public void A_kind_without_a_type_is_named_and_may_be_given_one()
    {
        const string Other = "{apiVersion: g.io/v1, kind: Thing, metadata: {name: t}}";
        Assert.Contains("g.io/v1/Thing", Assert.Throws<KeyNotFoundException>(() => KubernetesYaml.LoadAllFromString(Other)).Message);
        Assert.IsType<V1Pod>(Assert.Single(KubernetesYaml.LoadAllFromString(Other, new Dictionary<string, Type> { ["g.io/v1/Thing"] = typeof(V1Pod) })));
    }

    [Fact]
    public void Anchors_and_merges_are_resolved()
    {
        V1ConfigMap map = KubernetesYaml.Deserialize<V1ConfigMap>("metadata: {labels: &l {a: b}, annotations: {<<: *l, c: d}}");
        Assert.Equal(("b", "b", "d"), (map.GetLabel("a"), map.GetAnnotation("a"), map.GetAnnotation("c")));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("true")]
    [InlineData("no")]
    [InlineData("1")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("null")]
    [InlineData("~")]
    [InlineData("")]
    [InlineData(" padded ")]
    [InlineData("a: b")]
    [InlineData("a #b")]
    [InlineData("- a")]
    [InlineData("*a")]
    [InlineData("{a}")]
    [InlineData("two\nlines\n")]
    [InlineData("one\n\n trailing\n\n")]
    [InlineData(" leading\nline")]
    [InlineData("tab\there")]
    [InlineData("\"quoted\" and 'single'")]
    [InlineData("2025-01-01")]
    [InlineData("äöü 日本")]
    [InlineData("bell\u0007")]
    public void Any_text_survives_being_written_and_read(string text)
    {
        V1ConfigMap map = new V1ConfigMap { Data = new Dictionary<string, string> { ["k"] = text, [text + "-k"] = "v" } }.Initialize();
        string yaml = KubernetesYaml.Serialize(map);
        V1ConfigMap read = KubernetesYaml.Deserialize<V1ConfigMap>(yaml, strict: true);
        Assert.Equal((text, "v"), (read.Data["k"], read.Data[text + "-k"]));
    }

    [Fact]
    public void Objects_are_written_as_people_write_them()
    {
        V1Pod pod = new() { Spec = new() { Containers = [new() { Name = "main", Args = ["--yes", "1"], Env = [] }], RestartPolicy = "Never" } };
        Assert.Equal(
            "spec:\n  containers:\n  - args:\n    - \"--yes\"\n    - \"1\"\n    env: []\n    name: main\n  restartPolicy: Never\n",
            KubernetesYaml.Serialize(pod));
        Assert.Equal(2, KubernetesYaml.LoadAllFromString(KubernetesYaml.SerializeAll([new V1Pod().Initialize(), new V1Job().Initialize()])).Count);
    }
}
