using k8s.Exceptions;
using k8s.KubeConfigModels;

namespace k8s;

public partial class KubernetesClientConfiguration
{
    /// <summary>~/.kube/config</summary>
    public static readonly string KubeConfigDefaultLocation =
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");

    /// <summary>How long an exec plugin may take.</summary>
    public static TimeSpan ExecTimeout { get; set; } = TimeSpan.FromMinutes(2);

    public string CurrentContext { get; private set; }

    /// <summary>
    /// The files that KUBECONFIG lists, else ~/.kube/config, else the pod's service account, else http://localhost:8080.
    /// Of several files the first to name a context, cluster, user or the current context wins.
    /// </summary>
    public static KubernetesClientConfiguration BuildDefaultConfig() =>
        Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } list ? BuildConfigFromConfigObject(LoadKubeConfig(Files(list)))
        : File.Exists(KubeConfigDefaultLocation) ? BuildConfigFromConfigFile(KubeConfigDefaultLocation)
        : IsInCluster() ? InClusterConfig()
        : new KubernetesClientConfiguration { Host = "http://localhost:8080" };

    /// <summary>The configuration of one context of a kubeconfig file; null means the default file and its current context.</summary>
    public static KubernetesClientConfiguration BuildConfigFromConfigFile(
        string kubeconfigPath = null, string currentContext = null, string masterUrl = null, bool useRelativePaths = true) =>
        BuildConfigFromConfigFile(new FileInfo(kubeconfigPath ?? KubeConfigDefaultLocation), currentContext, masterUrl, useRelativePaths);

    public static KubernetesClientConfiguration BuildConfigFromConfigFile(
        FileInfo kubeconfig, string currentContext = null, string masterUrl = null, bool useRelativePaths = true) =>
        BuildConfigFromConfigObject(LoadKubeConfig(kubeconfig, useRelativePaths), currentContext, masterUrl);

    public static KubernetesClientConfiguration BuildConfigFromConfigFile(Stream kubeconfig, string currentContext = null, string masterUrl = null) =>
        BuildConfigFromConfigObject(LoadKubeConfig(kubeconfig), currentContext, masterUrl);

    public static async Task<KubernetesClientConfiguration> BuildConfigFromConfigFileAsync(
        FileInfo kubeconfig, string currentContext = null, string masterUrl = null, bool useRelativePaths = true) =>
        BuildConfigFromConfigObject(await LoadKubeConfigAsync(kubeconfig, useRelativePaths).ConfigureAwait(false), currentContext, masterUrl);

    public static KubernetesClientConfiguration BuildConfigFromConfigObject(K8SConfiguration k8SConfig, string currentContext = null, string masterUrl = null)
    {
        ArgumentNullException.ThrowIfNull(k8SConfig);
        var config = new KubernetesClientConfiguration();
        if ((currentContext ?? k8SConfig.CurrentContext) is { Length: > 0 } context) config.ApplyContext(k8SConfig, context);
        if (!string.IsNullOrWhiteSpace(masterUrl)) config.Host = masterUrl;
        return string.IsNullOrWhiteSpace(config.Host)
            ? throw new KubeConfigException($"{NameOf(k8SConfig)} has no current-context: name a context, or set one with kubectl config use-context")
            : config;
    }

    public static K8SConfiguration LoadKubeConfig(string kubeconfigPath = null, bool useRelativePaths = true) =>
        LoadKubeConfig(new FileInfo(kubeconfigPath ?? KubeConfigDefaultLocation), useRelativePaths);

    public static K8SConfiguration LoadKubeConfig(FileInfo kubeconfig, bool useRelativePaths = true) =>
        LoadKubeConfigAsync(kubeconfig, useRelativePaths).GetAwaiter().GetResult();

    public static K8SConfiguration LoadKubeConfig(Stream kubeconfigStream) => KubeConfigFiles.Parse(new StreamReader(kubeconfigStream).ReadToEnd(), "the kubeconfig");

    public static async Task<K8SConfiguration> LoadKubeConfigAsync(FileInfo kubeconfig, bool useRelativePaths = true)
    {
        ArgumentNullException.ThrowIfNull(kubeconfig);
        return await KubeConfigFiles.LoadAsync(kubeconfig, useRelativePaths).ConfigureAwait(false);
    }

    internal static K8SConfiguration LoadKubeConfig(FileInfo[] kubeConfigs, bool useRelativePaths = true) =>
        KubeConfigFiles.Merge(kubeConfigs.Select(file => LoadKubeConfig(file, useRelativePaths)));

    internal static FileInfo[] Files(string list)
    {
        // A file that is missing is no error as long as another one is there, as with kubectl.
        var files = list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(path => new FileInfo(path.Trim('"'))).ToArray();
        var present = files.Where(file => file.Exists).ToArray();
        return present.Length > 0 ? present : throw new KubeConfigException($"KUBECONFIG names no file that exists: {list}");
    }

    private static string NameOf(K8SConfiguration config) => config.FileName ?? "the kubeconfig";
}
