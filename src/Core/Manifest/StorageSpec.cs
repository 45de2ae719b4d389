namespace RL4VLM.Core.Manifest;

/// <summary>Where artifacts lie: exactly one of directory and azureBlob (default: directory <c>runs</c>).</summary>
public sealed record StorageSpec
{
    public DirectoryStorageSpec? Directory { get; init; }

    public AzureBlobStorageSpec? AzureBlob { get; init; }

    public RetentionSpec Retention { get; init; } = new();

    public CacheSpec? Cache { get; init; }
}

public sealed record DirectoryStorageSpec
{
    public string Path { get; init; } = "runs";

    /// <summary>In a cluster: a ReadWriteMany claim mounted at <see cref="Path"/>.</summary>
    public VolumeClaimReference? VolumeClaim { get; init; }
}

public sealed record VolumeClaimReference
{
    public string Name { get; init; } = "";
}

public sealed record AzureBlobStorageSpec
{
    public string AccountUrl { get; init; } = "";

    public string Container { get; init; } = "rl4vlm";

    /// <summary>Absent: workload identity.</summary>
    public SecretKeyReference? ConnectionStringSecret { get; init; }
}

public sealed record SecretKeyReference
{
    public string Name { get; init; } = "";

    public string Key { get; init; } = "";
}

public sealed record RetentionSpec
{
    /// <summary>Newest checkpoints kept; the best and the SFT one always are.</summary>
    public int KeepCheckpoints { get; init; } = 3;
}

/// <summary>A volume for base weights on the node; content-addressed, verified when filled.</summary>
public sealed record CacheSpec
{
    public string? HostPath { get; init; }

    public VolumeClaimReference? VolumeClaim { get; init; }
}
