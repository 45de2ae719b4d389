using k8s;
using k8s.Exceptions;
using k8s.KubeConfigModels;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Cluster;

/// <summary>A client of the cluster that kubectl would talk to.</summary>
internal sealed class ClusterConnection : IDisposable
{
    private ClusterConnection(IKubernetes client, string @namespace) => (Client, Namespace) = (client, @namespace);

    public IKubernetes Client { get; }

    public string Namespace { get; }

    /// <param name="kubeconfig">A file; null for what <c>KUBECONFIG</c> lists, else <c>~/.kube/config</c>, else the pod's account.</param>
    /// <param name="context">Null for the current one.</param>
    /// <param name="namespace">Null for the context's.</param>
    /// <exception cref="StageException">64 when the kubeconfig or context cannot be used.</exception>
    public static ClusterConnection Open(string? kubeconfig, string? context, string? @namespace)
    {
        try
        {
            string[] files = Files(kubeconfig);
            KubernetesClientConfiguration configuration = files.Length > 0
                ? KubernetesClientConfiguration.BuildConfigFromConfigObject(Merge(files), context)
                : KubernetesClientConfiguration.InClusterConfig();
            configuration.HttpClientTimeout = TimeSpan.FromSeconds(60);
            configuration.UserAgent = "kubectl-rl4vlm";
            string space = @namespace is { Length: > 0 } ? @namespace : configuration.Namespace is { Length: > 0 } own ? own : "default";
            return new ClusterConnection(new Kubernetes(configuration), space);
        }
        catch (Exception e) when (e is KubeConfigException or YamlDotNet.Core.YamlException or IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new StageException(ExitCodes.Usage, $"the kubeconfig cannot be used: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    public void Dispose() => Client.Dispose();

    private static string[] Files(string? given)
    {
        if (given is { Length: > 0 }) return File.Exists(given) ? [given] : throw new StageException(ExitCodes.Usage, $"--kubeconfig: there is no file {given}");
        if (Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } list)
        {
            // A file that is missing is no error as long as another one is there, as with kubectl.
            string[] there = [.. list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Where(File.Exists)];
            return there.Length > 0 ? there : throw new StageException(ExitCodes.Usage, $"KUBECONFIG names no file that is there: {list}");
        }

        if (File.Exists(KubernetesClientConfiguration.KubeConfigDefaultLocation)) return [KubernetesClientConfiguration.KubeConfigDefaultLocation];
        if (KubernetesClientConfiguration.IsInCluster()) return [];
        throw new StageException(ExitCodes.Usage, $"there is no {KubernetesClientConfiguration.KubeConfigDefaultLocation}: set KUBECONFIG or give --kubeconfig FILE");
    }

    /// <summary>Of several files the first to name a context, cluster, user or current context wins.</summary>
    private static K8SConfiguration Merge(string[] files)
    {
        K8SConfiguration[] all = [.. files.Select(file => KubernetesClientConfiguration.LoadKubeConfig(file))];
        return new K8SConfiguration
        {
            FileName = string.Join(Path.PathSeparator, files),
            CurrentContext = all.Select(one => one.CurrentContext).FirstOrDefault(context => !string.IsNullOrEmpty(context)),
            Contexts = all.SelectMany(one => one.Contexts).DistinctBy(context => context.Name).ToArray(),
            Clusters = all.SelectMany(one => one.Clusters).DistinctBy(cluster => cluster.Name).ToArray(),
            Users = all.SelectMany(one => one.Users).DistinctBy(user => user.Name).ToArray(),
        };
    }
}
