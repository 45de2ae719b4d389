using k8s.Exceptions;
using k8s.KubeConfigModels;
using YamlDotNet.Core;

namespace k8s;

/// <summary>Reads kubeconfig files and merges several.</summary>
internal static class KubeConfigFiles
{
    public static async Task<K8SConfiguration> LoadAsync(FileInfo file, bool useRelativePaths)
    {
        string text;
        try
        {
            text = await File.ReadAllTextAsync(file.FullName).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new KubeConfigException($"the kubeconfig {file.FullName} cannot be read: {failure.Message}", failure);
        }
        var config = Parse(text, file.FullName);
        config.FileName = file.FullName;
        // Absolute from here on, so that a merge need not remember which file a path came from.
        MakeAbsolute(config, useRelativePaths ? file.DirectoryName : Directory.GetCurrentDirectory());
        return config;
    }

    public static K8SConfiguration Parse(string text, string name)
    {
        try
        {
            var config = KubernetesYaml.Deserialize<K8SConfiguration>(text) ?? throw new KubeConfigException($"{name} is empty");
            config.Clusters ??= [];
            config.Contexts ??= [];
            config.Users ??= [];
            return config;
        }
        catch (YamlException failure)
        {
            throw new KubeConfigException($"{name} is not a kubeconfig: {failure.Message}", failure);
        }
    }

    public static K8SConfiguration Merge(IEnumerable<K8SConfiguration> configs)
    {
        var all = configs.ToArray();
        return new()
        {
            FileName = string.Join(Path.PathSeparator, all.Select(config => config.FileName)),
            CurrentContext = all.Select(config => config.CurrentContext).FirstOrDefault(context => !string.IsNullOrEmpty(context)),
            Clusters = all.SelectMany(config => config.Clusters).DistinctBy(cluster => cluster.Name).ToArray(),
            Contexts = all.SelectMany(config => config.Contexts).DistinctBy(context => context.Name).ToArray(),
            Users = all.SelectMany(config => config.Users).DistinctBy(user => user.Name).ToArray(),
        };
    }

    private static void MakeAbsolute(K8SConfiguration config, string directory)
    {
        foreach (var endpoint in config.Clusters.Select(cluster => cluster.ClusterEndpoint).OfType<ClusterEndpoint>())
            endpoint.CertificateAuthority = Absolute(endpoint.CertificateAuthority);
        foreach (var user in config.Users.Select(user => user.UserCredentials).OfType<UserCredentials>())
        {
            user.ClientCertificate = Absolute(user.ClientCertificate);
            user.ClientKey = Absolute(user.ClientKey);
            user.TokenFile = Absolute(user.TokenFile);
            // A command with a path in it is a path; one without is looked up in PATH.
            if (user.ExternalExecution is { Command: { } command } exec && command.Contains(Path.DirectorySeparatorChar)) exec.Command = Absolute(command);
        }

        string Absolute(string path) => string.IsNullOrWhiteSpace(path) ? path : Path.GetFullPath(path, directory);
    }
}
