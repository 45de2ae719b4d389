using k8s.Models;
using RL4VLM.Operator.Jobs;
using RL4VLM.Operator.Tests.Reconciling;

namespace RL4VLM.Operator.Tests.Jobs;

/// <summary>What a stage's pod gets for logs, metrics and traces.</summary>
public sealed class StageTelemetryTests
{
    private static readonly Dictionary<string, string?> Operator = new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://collector.monitoring:4317",
        ["OTEL_TRACES_SAMPLER_ARG"] = "$(A) costs $5",
        ["OTEL_METRICS_EXPORTER"] = "none",
        ["OTEL_SERVICE_NAME"] = "rl4vlm-operator",
        ["OTEL_RESOURCE_ATTRIBUTES"] = "k8s.pod.name=operator-1",
        ["OTEL_EXPORTER_OTLP_HEADERS"] = "authorization=secret",
        ["OTEL_EXPORTER_OTLP_TRACES_HEADERS"] = "authorization=secret",
        ["OTEL_EXPORTER_OTLP_CERTIFICATE"] = "/etc/ca.pem",
        ["OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY"] = "/etc/key.pem",
        ["OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE"] = "/etc/client.pem",
        ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = "https://user:password@metrics",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "",
    };

    [Fact]
    public void The_operator_s_variables_are_passed_on_but_for_its_own_and_what_may_be_secret() => Assert.Equal(
        ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_METRICS_EXPORTER", "OTEL_TRACES_SAMPLER_ARG"], StageTelemetry.PassedOn(Operator).Keys.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData()]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=")]
    [InlineData("OTEL_TRACES_SAMPLER=always_on")]
    public void Nothing_is_passed_on_where_nothing_is_exported(params string[] variables) =>
        Assert.Empty(StageTelemetry.PassedOn(variables.Select(line => line.Split('=')).ToDictionary(parts => parts[0], parts => (string?)parts[1])));

    [Fact]
    public void Stages_say_in_which_pod_they_are()
    {
        V1EnvVar[] variables = Variables(Observed());
        Assert.Equal("metadata.name", Named("RL4VLM_POD_NAME").ValueFrom.FieldRef.FieldPath);
        Assert.Equal("metadata.uid", Named("RL4VLM_POD_UID").ValueFrom.FieldRef.FieldPath);
        Assert.Equal("spec.nodeName", Named("RL4VLM_NODE_NAME").ValueFrom.FieldRef.FieldPath);
        Assert.Equal(
            $"k8s.namespace.name=team,k8s.pod.name=$(RL4VLM_POD_NAME),k8s.pod.uid=$(RL4VLM_POD_UID),k8s.node.name=$(RL4VLM_NODE_NAME),k8s.job.name={Job(Observed()).Metadata.Name},k8s.container.name=stage",
            Named("OTEL_RESOURCE_ATTRIBUTES").Value);
        // References are expanded only to variables that come before.
        Assert.True(Array.FindIndex(variables, variable => variable.Name == "RL4VLM_NODE_NAME") < Array.FindIndex(variables, variable => variable.Name == "OTEL_RESOURCE_ATTRIBUTES"));
        Assert.Equal("$$(A) costs $$5", Named("OTEL_TRACES_SAMPLER_ARG").Value);
        Assert.Equal(World.Trace(0), Named("TRACEPARENT").Value);

        V1EnvVar Named(string name) => variables.Single(variable => variable.Name == name);
    }

    [Fact]
    public void Without_telemetry_there_is_only_the_log_format() => Assert.Equal(
        ["HOME", "RL4VLM_TERMINATION_MESSAGE_PATH", "RL4VLM_TERMINATION_MESSAGE_BYTES", "RL4VLM_LOG_FORMAT", "RL4VLM_AZURE_CONNECTION_STRING"],
        Variables(new World()).Select(variable => variable.Name));

    [Fact]
    public void What_the_run_s_own_environment_says_wins()
    {
        World world = Observed("learner: {podTemplate: {env: [{name: OTEL_EXPORTER_OTLP_ENDPOINT, value: 'http://other:4317'}, {name: RL4VLM_LOG_FORMAT, value: text}, {name: OTEL_EXPORTER_OTLP_HEADERS, valueFrom: {secretKeyRef: {name: s, key: k}}}]}}");
        V1EnvVar[] variables = Variables(world);
        Assert.Equal("http://other:4317", variables.Single(variable => variable.Name == "OTEL_EXPORTER_OTLP_ENDPOINT").Value);
        // Of two under one name the last counts.
        Assert.Equal("text", variables.Last(variable => variable.Name == "RL4VLM_LOG_FORMAT").Value);
        Assert.Equal("s", variables.Single(variable => variable.Name == "OTEL_EXPORTER_OTLP_HEADERS").ValueFrom.SecretKeyRef.Name);
    }

    [Fact]
    public void No_name_depends_on_telemetry()
    {
        Assert.Equal(Job(new World()).Metadata.Name, Job(Observed()).Metadata.Name);
        Assert.Equal(new World().Decide().Snapshot, Observed().Decide().Snapshot);
    }

    private static World Observed(string spec = "") => new(spec) { Begun = [], Operator = World.Settings with { StageTelemetry = StageTelemetry.PassedOn(Operator) } };

    private static V1Job Job(World world)
    {
        world.Settle();
        return Assert.Single(world.Jobs);
    }

    private static V1EnvVar[] Variables(World world) => [.. Job(world).Spec.Template.Spec.Containers[0].Env];
}
