namespace RL4VLM.FakeKubernetes.Controllers.Runners.Processes;

public sealed record ProcessRunnerOptions
{
    /// <summary>By image as the pods name it, or without its tag and digest; other images cannot be pulled.</summary>
    public required IReadOnlyDictionary<string, ProgramImage> Images { get; init; }

    /// <summary>Pods at the same time at most: the node's cores.</summary>
    public int MaximumPods { get; init; } = 2;

    /// <summary>Where the pods' folders are made; null: a new temporary folder.</summary>
    public string? Root { get; init; }

    /// <summary>Local folders of PersistentVolumeClaims by <c>namespace/name</c>; a claim that is missing here cannot be mounted.</summary>
    public IReadOnlyDictionary<string, string> Claims { get; init; } = new Dictionary<string, string>();

    /// <summary>Local folders of hostPath volumes by their path; a path that is missing here cannot be mounted.</summary>
    public IReadOnlyDictionary<string, string> HostPaths { get; init; } = new Dictionary<string, string>();

    /// <summary>Variables of this process that containers get; everything else stays outside.</summary>
    public IReadOnlyList<string> InheritedVariables { get; init; } = ["PATH", "HOME", "LANG", "DOTNET_ROOT", "LD_LIBRARY_PATH", "TMPDIR"];

    /// <summary>Bytes of a container's log that are kept, the last ones.</summary>
    public int LogBytes { get; init; } = 256 * 1024;

    /// <summary>A pod's folder stays after the pod.</summary>
    public bool KeepFolders { get; init; }
}
