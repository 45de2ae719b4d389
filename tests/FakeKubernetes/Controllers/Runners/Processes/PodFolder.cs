using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Controllers.Pods;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Controllers.Runners.Processes;

/// <summary>A pod's volumes as folders: <c>volumes/NAME</c>, and for each container <c>CONTAINER/MOUNTPATH</c> as links to them.</summary>
internal sealed class PodFolder(string path, JsonObject pod, ProcessRunnerOptions options, IClusterStore store)
{
    private readonly Dictionary<string, string> volumes = [];

    public string Path { get; } = path;

    /// <summary>Why a volume has no folder; null when all have.</summary>
    public static string? Problem(JsonObject pod, ProcessRunnerOptions options)
    {
        foreach (JsonObject volume in pod.Items("spec", "volumes"))
        {
            if (volume.Text("persistentVolumeClaim", "claimName") is { } claim && !options.Claims.ContainsKey($"{pod.Namespace()}/{claim}"))
                return $"persistentvolumeclaim \"{claim}\" not found";
            if (volume.Text("hostPath", "path") is { } host && !options.HostPaths.ContainsKey(host))
                return $"hostPath type check failed: {host} is not a directory";
        }

        return null;
    }

    public void Create()
    {
        foreach (JsonObject volume in pod.Items("spec", "volumes"))
        {
            string name = volume.Text("name")!;
            if (volume.Text("persistentVolumeClaim", "claimName") is { } claim)
            {
                volumes[name] = options.Claims[$"{pod.Namespace()}/{claim}"];
            }
            else if (volume.Text("hostPath", "path") is { } host)
            {
                volumes[name] = options.HostPaths[host];
            }
            else
            {
                volumes[name] = System.IO.Path.Combine(Path, "volumes", name);
                Fill(volumes[name], PodVolumes.Files(volume, (kind, item) => store.Get(kind, pod.Namespace(), item)) ?? []);
            }
        }
    }

    /// <summary>Makes the container's folder.</summary>
    /// <returns>Its folder and what its paths are outside.</returns>
    public (string Folder, ContainerPaths Paths) Enter(JsonObject container, string terminationMessage)
    {
        string folder = System.IO.Path.Combine(Path, container.Text("name")!);
        Directory.CreateDirectory(folder);
        var paths = new ContainerPaths();
        foreach (JsonObject mount in container.Items("volumeMounts"))
        {
            string inside = mount.Text("mountPath")!;
            string outside = System.IO.Path.Combine(folder, inside.TrimStart('/'));
            string target = System.IO.Path.Combine(volumes[mount.Text("name")!], mount.Text("subPath") ?? "");
            if (!File.Exists(target)) Directory.CreateDirectory(target);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(outside)!);
            if (File.Exists(target)) Link(() => File.CreateSymbolicLink(outside, target), outside);
            else Link(() => Directory.CreateSymbolicLink(outside, target), outside);
            paths.Add(inside, outside);
        }

        paths.Add(container.Text("terminationMessagePath") ?? "/dev/termination-log", terminationMessage);
        return (folder, paths);
    }

    private static void Link(Action create, string path)
    {
        if (!System.IO.Path.Exists(path)) create();
    }

    private static void Fill(string folder, Dictionary<string, byte[]> files)
    {
        Directory.CreateDirectory(folder);
        foreach ((string name, byte[] content) in files)
        {
            string file = System.IO.Path.Combine(folder, name);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content);
        }
    }
}
