using System.ComponentModel;
using RL4VLM.Core.Manifest.Schema;

namespace RL4VLM.Core.Manifest;

/// <summary>A volume with exactly one source.</summary>
public sealed record VolumeSpec
{
    [Description("Name by which volumeMounts refer to it."), RequiredField]
    [AllowedText(MaximumLength = 63, Pattern = Patterns.DnsLabel, Meaning = Patterns.DnsLabelMeaning)]
    public string Name { get; init; } = "";

    [Description("An empty folder; {medium: Memory} for /dev/shm.")]
    public EmptyDirSpec? EmptyDir { get; init; }

    [Description("A claim.")]
    public PersistentVolumeClaimSpec? PersistentVolumeClaim { get; init; }

    [Description("Files from a ConfigMap.")]
    public ConfigMapVolumeSpec? ConfigMap { get; init; }

    [Description("Files from a Secret.")]
    public SecretVolumeSpec? Secret { get; init; }

    [Description("A folder or file on the node.")]
    public HostPathSpec? HostPath { get; init; }
}

public sealed record EmptyDirSpec
{
    [Description("Memory keeps it in memory; without it, on the node's disk."), AllowedValues("Memory")]
    public string? Medium { get; init; }

    [Description("Most it may hold."), Quantity]
    public string? SizeLimit { get; init; }
}

public sealed record PersistentVolumeClaimSpec
{
    [Description("Name of a PersistentVolumeClaim in the run's namespace."), RequiredField]
    [AllowedText(Pattern = Patterns.DnsSubdomain, Meaning = Patterns.DnsSubdomainMeaning)]
    public string ClaimName { get; init; } = "";

    [Description("Mounted for reading only.")]
    public bool ReadOnly { get; init; }
}

public sealed record ConfigMapVolumeSpec
{
    [Description("Name of a ConfigMap in the run's namespace."), RequiredField]
    [AllowedText(Pattern = Patterns.DnsSubdomain, Meaning = Patterns.DnsSubdomainMeaning)]
    public string Name { get; init; } = "";

    [Description("The pod may start without it.")]
    public bool Optional { get; init; }
}

public sealed record SecretVolumeSpec
{
    [Description("Name of a Secret in the run's namespace."), RequiredField]
    [AllowedText(Pattern = Patterns.DnsSubdomain, Meaning = Patterns.DnsSubdomainMeaning)]
    public string SecretName { get; init; } = "";

    [Description("The pod may start without it.")]
    public bool Optional { get; init; }
}

public sealed record HostPathSpec
{
    [Description("Path on the node."), RequiredField]
    [AllowedText(MaximumLength = 4096, Pattern = Patterns.AbsolutePath, Meaning = Patterns.AbsolutePathMeaning)]
    public string Path { get; init; } = "";

    [Description("What must be there; without it, nothing is checked.")]
    [AllowedValues("DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice")]
    public string? Type { get; init; }
}

public sealed record VolumeMountSpec
{
    [Description("Name of a volume of this podTemplate."), RequiredField]
    [AllowedText(MaximumLength = 63, Pattern = Patterns.DnsLabel, Meaning = Patterns.DnsLabelMeaning)]
    public string Name { get; init; } = "";

    [Description("Where it appears in the container."), RequiredField]
    [AllowedText(MaximumLength = 1024, Pattern = Patterns.AbsolutePath, Meaning = Patterns.AbsolutePathMeaning)]
    public string MountPath { get; init; } = "";

    [Description("Folder in the volume that is mounted; without it, its root."), AllowedText(MaximumLength = 1024)]
    public string? SubPath { get; init; }

    [Description("Mounted for reading only.")]
    public bool ReadOnly { get; init; }
}
