using RL4VLM.Chart.Tests.Rendering;

namespace RL4VLM.Chart.Tests;

public sealed class NotesTests
{
    [Fact]
    public void They_say_what_to_do_next()
    {
        string notes = Helm.Notes();
        Assert.Contains("kubectl --namespace rl4vlm-system rollout status deployment/rl4vlm", notes, StringComparison.Ordinal);
        Assert.Contains("2 operators, one of which leads, watching every namespace.", notes, StringComparison.Ordinal);
        Assert.Contains("kubectl get rl4vlmruns --watch", notes, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image.registry=", "image.registry is not set")]
    [InlineData("operator.replicas=1", "operator.replicas is 1")]
    [InlineData("crds.install=false", "crds.install is off")]
    [InlineData("crds.keep=false", "crds.keep is off")]
    [InlineData("rbac.create=false", "rbac.create is off")]
    [InlineData("networkPolicy.enabled=false", "networkPolicy.enabled is off")]
    [InlineData("metrics.serviceMonitor.enabled=false", "metrics.serviceMonitor.enabled is off")]
    [InlineData("telemetry.endpoint=", "telemetry.endpoint is not set")]
    public void They_warn_of_what_is_unset_and_of_nothing_else(string value, string warning)
    {
        string[] everything = ["--set", "image.registry=registry.example.com,metrics.serviceMonitor.enabled=true,telemetry.endpoint=http://collector:4317"];
        Assert.DoesNotContain("NOTE:", Helm.Notes(everything), StringComparison.Ordinal);
        string notes = Helm.Notes([.. everything, "--set", value]);
        Assert.Contains(warning, notes, StringComparison.Ordinal);
        Assert.Single(notes.Split('\n'), line => line.StartsWith("NOTE:", StringComparison.Ordinal));
    }

    [Fact]
    public void They_name_a_namespace_where_the_operator_looks_for_runs() =>
        Assert.Contains("kubectl --namespace team-a apply -f run.yaml", Helm.Notes("--set", "watchNamespaces={team-a,team-b}"), StringComparison.Ordinal);
}
