using System.ComponentModel;
using RL4VLM.Core.Manifest.Schema;

namespace RL4VLM.Core.Manifest;

/// <summary>Where artifacts lie: one of directory and azureBlob. A manifest read with neither gets the directory <c>runs</c>.</summary>
public sealed record StorageSpec
{
    [Description("A folder; in a cluster, on a volume that all pods share. At most one of directory and azureBlob.")]
    public DirectoryStorageSpec? Directory { get; init; }

    [Description("Azure Blob Storage. At most one of directory and azureBlob.")]
    public AzureBlobStorageSpec? AzureBlob { get; init; }

    [Description("Which checkpoints are kept."), MutableField]
    public RetentionSpec Retention { get; init; } = new();

    [Description("A volume for base weights on the node; content-addressed, verified when filled."), MutableField]
    public CacheSpec? Cache { get; init; }
}

public sealed record DirectoryStorageSpec
{
    [Description("Path of the folder; relative ones start where `rl4vlm run` is called."), AllowedText(MaximumLength = 4096)]
    public string Path { get; init; } = "runs";

    [Description("In a cluster: a ReadWriteMany claim mounted at path.")]
    public VolumeClaimReference? VolumeClaim { get; init; }
}

public sealed record VolumeClaimReference
{
    [Description("Name of a PersistentVolumeClaim in the run's namespace."), RequiredField]
    [AllowedText(Pattern = Patterns.DnsSubdomain, Meaning = Patterns.DnsSubdomainMeaning)]
    public string Name { get; init; } = "";
}

public sealed record AzureBlobStorageSpec
{
    [Description("Address of the storage account."), RequiredField]
    [AllowedText(MaximumLength = 2048, Pattern = Patterns.HttpUrl, Meaning = Patterns.HttpUrlMeaning)]
    public string AccountUrl { get; init; } = "";

    [Description("Container in the account.")]
    [AllowedText(MinimumLength = 3, MaximumLength = 63, Pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", Meaning = "3 to 63 lower-case letters, digits and single '-'")]
    public string Container { get; init; } = "rl4vlm";

    [Description("Secret with a connection string; without it, workload identity is used.")]
    public SecretKeyReference? ConnectionStringSecret { get; init; }
}

public sealed record SecretKeyReference
{
    [Description("Name of a Secret in the run's namespace."), RequiredField]
    [AllowedText(Pattern = Patterns.DnsSubdomain, Meaning = Patterns.DnsSubdomainMeaning)]
    public string Name { get; init; } = "";

    [Description("Key in the Secret."), RequiredField]
    [AllowedText(Pattern = Patterns.ConfigurationKey, Meaning = Patterns.ConfigurationKeyMeaning)]
    public string Key { get; init; } = "";
}

public sealed record RetentionSpec
{
    [Description("Newest checkpoints kept; the best one and the sft one always are."), AllowedRange(1, 9999)]
    public int KeepCheckpoints { get; init; } = 3;
}

/// <summary>A volume for base weights on the node.</summary>
public sealed record CacheSpec
{
    [Description("Folder on the node. Exactly one of hostPath and volumeClaim.")]
    [AllowedText(MaximumLength = 4096, Pattern = Patterns.AbsolutePath, Meaning = Patterns.AbsolutePathMeaning)]
    public string? HostPath { get; init; }

    [Description("A claim. Exactly one of hostPath and volumeClaim.")]
    public VolumeClaimReference? VolumeClaim { get; init; }
}
