using RL4VLM.Chart.Tests.Rendering;

namespace RL4VLM.Chart.Tests;

/// <summary>The environment variables are the contract with the operator.</summary>
public sealed class OperatorSettingsTests
{
    [Fact]
    public void The_operator_is_told_everything_by_its_environment() => Assert.Equal(new Dictionary<string, string>
    {
        ["RL4VLM_IMAGE_ROLLOUT"] = "rl4vlm/rollout:0.1.0",
        ["RL4VLM_IMAGE_LEARNER"] = "rl4vlm/learner:0.1.0",
        ["RL4VLM_IMAGE_EVALUATOR"] = "rl4vlm/evaluator:0.1.0",
        ["RL4VLM_IMAGE_PULL_POLICY"] = "IfNotPresent",
        ["RL4VLM_STAGE_SECURITY_USER"] = "65532",
        ["RL4VLM_WATCH_NAMESPACES"] = "",
        ["RL4VLM_LEASE_NAME"] = "rl4vlm",
        ["RL4VLM_LEASE_NAMESPACE"] = "metadata.namespace",
        ["RL4VLM_IDENTITY"] = "metadata.name",
        ["RL4VLM_PORT"] = "8080",
        ["RL4VLM_WORKERS"] = "4",
        ["RL4VLM_LEASE_SECONDS"] = "15",
        ["RL4VLM_LOG_FORMAT"] = "json",
        ["K8S_POD_UID"] = "metadata.uid",
        ["K8S_NODE_NAME"] = "spec.nodeName",
        ["OTEL_RESOURCE_ATTRIBUTES"] = "service.instance.id=$(K8S_POD_UID),k8s.namespace.name=$(RL4VLM_LEASE_NAMESPACE),k8s.pod.name=$(RL4VLM_IDENTITY),"
            + "k8s.pod.uid=$(K8S_POD_UID),k8s.node.name=$(K8S_NODE_NAME),k8s.container.name=operator",
    }, Containers.EnvironmentOf(ValueSet.Named("defaults")));

    [Fact]
    public void Images_come_by_digest_from_the_registry_that_is_named()
    {
        ValueSet set = ValueSet.Named("namespaced");
        Dictionary<string, string> environment = Containers.EnvironmentOf(set);
        Assert.Equal("registry.example.com/rl4vlm/operator@sha256:" + "1".PadLeft(64, '0'), Containers.Of(set)["image"]!.GetValue<string>());
        Assert.Equal("registry.example.com/rl4vlm/learner@sha256:" + "3".PadLeft(64, '0'), environment["RL4VLM_IMAGE_LEARNER"]);
        Assert.Equal(("team-a,team-b", "8", "Always"), (environment["RL4VLM_WATCH_NAMESPACES"], environment["RL4VLM_WORKERS"], environment["RL4VLM_IMAGE_PULL_POLICY"]));
        Assert.Equal("30000", environment["OTEL_METRIC_EXPORT_INTERVAL"]);
    }

    [Fact]
    public void A_tag_of_its_own_counts_before_the_charts_version() =>
        Assert.Equal("rl4vlm/operator:1.2.3", Containers.Of(ValueSet.Named("minimal"))["image"]!.GetValue<string>());

    [Fact]
    public void A_large_user_id_stays_a_whole_number() =>
        Assert.Contains("value: \"1000650000\"", Helm.Template("--set", "stages.runAsUser=1000650000"), StringComparison.Ordinal);

    [Theory]
    [InlineData("livenessProbe", "/healthz")]
    [InlineData("readinessProbe", "/readyz")]
    public void Probes_ask_the_port_the_operator_listens_on(string probe, string path)
    {
        var container = Containers.Of(ValueSet.Named("defaults"));
        Assert.Equal((path, "http"), (container[probe]!["httpGet"]!["path"]!.GetValue<string>(), container[probe]!["httpGet"]!["port"]!.GetValue<string>()));
        Assert.Equal((8080, "http"), (container["ports"]![0]!["containerPort"]!.GetValue<long>(), container["ports"]![0]!["name"]!.GetValue<string>()));
    }

    [Fact]
    public void A_monitor_without_the_service_it_needs_is_refused() =>
        Assert.Contains("metrics.service.enabled", Helm.Refusal("--set", "metrics.service.enabled=false,metrics.serviceMonitor.enabled=true"), StringComparison.Ordinal);
}
