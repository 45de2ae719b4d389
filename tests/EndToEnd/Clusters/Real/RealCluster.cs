using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using RL4VLM.FakeKubernetes.Corpus;

namespace RL4VLM.EndToEnd.Clusters.Real;

/// <summary>The cluster that KUBECONFIG names, with the chart installed.</summary>
internal sealed class RealCluster : IClusterUnderTest
{
    private const string Disconnected = "rl4vlm.io/cut-off";

    private readonly RealSettings settings;
    private readonly OperatorDeployment deployment;

    private RealCluster(IKubernetes client, RealSettings settings, OperatorDeployment deployment) => (Client, this.settings, this.deployment) = (client, settings, deployment);

    public IKubernetes Client { get; }

    public string Namespace => settings.Namespace;

    public JsonObject Spec => (JsonObject)ManifestCorpus.Patch(new JsonObject { ["storage"] = settings.Storage.DeepClone() }, settings.Spec)!;

    public IOperatorUnderTest Operator => deployment;

    public TimeSpan Patience => settings.Patience;

    public TimeSpan Outage => settings.Outage;

    /// <summary>Below the API nothing can be seen from outside.</summary>
    public IReadOnlyList<string> Violations => [];

    /// <param name="settings">What else there is to know.</param>
    /// <param name="kubeconfig">File; null: KUBECONFIG, or ~/.kube/config.</param>
    public static async Task<RealCluster> ConnectAsync(RealSettings settings, string? kubeconfig = null)
    {
        var client = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
        return new RealCluster(client, settings, await OperatorDeployment.FindAsync(client, settings));
    }

    /// <summary>Stages take their time here.</summary>
    public IDisposable Hold(string run, string stage, int iteration) => new Nothing();

    public Task KillAsync(V1Pod pod) => Client.CoreV1.DeleteNamespacedPodAsync(pod.Metadata.Name, Namespace, gracePeriodSeconds: 0);

    public Task CutStorageAsync(bool cut)
    {
        if (settings.StorageService is not var (space, name)) throw new NotProvidedException("RL4VLM_E2E_STORAGE_SERVICE is not set: a Service in front of the storage that can be cut off");
        var selector = new JsonObject { [Disconnected] = cut ? "true" : null };
        return Client.CoreV1.PatchNamespacedServiceAsync(
            new V1Patch(new JsonObject { ["spec"] = new JsonObject { ["selector"] = selector } }.ToJsonString(), V1Patch.PatchType.MergePatch), name, space);
    }

    public string Describe() => $"kubectl -n {settings.Operator.Namespace} logs deployment/{settings.Operator.Name}";

    public async ValueTask DisposeAsync()
    {
        await deployment.DisposeAsync();
        Client.Dispose();
    }

    private sealed class Nothing : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
