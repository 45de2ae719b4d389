using RL4VLM.Chart.Tests.Rendering;

namespace RL4VLM.Chart.Tests;

public sealed class TelemetrySettingsTests
{
    [Fact]
    public void Without_an_endpoint_nothing_is_exported()
    {
        Assert.DoesNotContain(Containers.EnvironmentOf(ValueSet.Named("defaults")).Keys, name => name.StartsWith("OTEL_", StringComparison.Ordinal) && name != "OTEL_RESOURCE_ATTRIBUTES");
        Assert.DoesNotContain("OTEL_EXPORTER", Helm.Template("--set", "telemetry.headersSecret.name=collector,telemetry.sampler=always_off"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_operator_gets_OpenTelemetrys_variables()
    {
        Dictionary<string, string> environment = Containers.EnvironmentOf(ValueSet.Named("namespaced"));
        Assert.Equal(("http://collector.monitoring:4318", "http/protobuf"), (environment["OTEL_EXPORTER_OTLP_ENDPOINT"], environment["OTEL_EXPORTER_OTLP_PROTOCOL"]));
        Assert.Equal(("parentbased_traceidratio", "0.5"), (environment["OTEL_TRACES_SAMPLER"], environment["OTEL_TRACES_SAMPLER_ARG"]));
        Assert.Equal("""{"secretKeyRef":{"name":"collector","key":"headers"}}""", environment["OTEL_EXPORTER_OTLP_HEADERS"]);
        Assert.EndsWith(",deployment.environment.name=staging", environment["OTEL_RESOURCE_ATTRIBUTES"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_is_defined_before_it_is_used_and_only_once()
    {
        var variables = Containers.Of(ValueSet.Named("namespaced"))["env"]!.AsArray().Select(one => one!["name"]!.GetValue<string>()).ToList();
        Assert.Distinct(variables);
        int use = variables.IndexOf("OTEL_RESOURCE_ATTRIBUTES");
        Assert.All(["K8S_POD_UID", "K8S_NODE_NAME", "RL4VLM_IDENTITY", "RL4VLM_LEASE_NAMESPACE"], name => Assert.InRange(variables.IndexOf(name), 0, use - 1));
    }

    [Theory]
    [InlineData("http://collector:4317", 4317)]
    [InlineData("http://collector", 80)]
    [InlineData("https://otlp.example.com/tenant:1/x", 443)]
    [InlineData("https://otlp.example.com:8443/v1", 8443)]
    [InlineData("http://[fd00::1]:4317", 4317)]
    [InlineData("http://[fd00::4317]", 80)]
    public void Policies_let_telemetry_out_to_the_endpoints_port(string endpoint, int port)
    {
        string[] values = ["--set-string", $"telemetry.endpoint={endpoint}", "--set", "stages.networkPolicy.enabled=true"];
        RenderedObject[] policies = [.. RenderedObject.Split(Helm.Template(values)).Where(one => one.Kind == "NetworkPolicy")];
        Assert.Equal(2, policies.Length);
        Assert.All(policies, policy => Assert.Equal(port, policy.Json["spec"]!["egress"]!.AsArray()[^1]!["ports"]![0]!["port"]!.GetValue<long>()));
        Assert.All(policies, policy => Assert.Null(policy.Json["spec"]!["egress"]!.AsArray()[^1]!["to"]));
    }

    [Fact]
    public void Policies_can_name_the_collector() => Assert.All(ValueSet.Named("namespaced").Objects.Where(one => one.Kind == "NetworkPolicy"), policy =>
        Assert.Equal("monitoring", policy.Json["spec"]!["egress"]!.AsArray().Single(rule => rule!["ports"]![0]!["port"]!.GetValue<long>() == 4318)!
            ["to"]![0]!["namespaceSelector"]!["matchLabels"]!["kubernetes.io/metadata.name"]!.GetValue<string>()));

    [Fact]
    public void A_scrape_keeps_the_runs_namespace() =>
        Assert.True(ValueSet.Named("namespaced").Single("ServiceMonitor").Json["spec"]!["endpoints"]![0]!["honorLabels"]!.GetValue<bool>());
}
