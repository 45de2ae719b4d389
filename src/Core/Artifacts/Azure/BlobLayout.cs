namespace RL4VLM.Core.Artifacts;

/// <summary>Names of a run's blobs. Blob storage has no rename, so payload stays where its attempt uploaded it, and the commit, which
/// names the attempt, is what readers go through (docs/storage.md).</summary>
internal sealed class BlobLayout(string run)
{
    /// <summary>Longest name that the service takes.</summary>
    private const int MaximumLength = 1024;

    public string Manifest => $"{run}/manifest.json";

    /// <summary>Everything that attempts uploaded.</summary>
    public string Attempts => $"{run}/.attempts/";

    public string Under(string prefix) => $"{run}/{prefix}/";

    public string Commit(ArtifactName artifact) => $"{run}/{artifact}/{ArtifactPaths.CommitFile}";

    public string Pruned(ArtifactName artifact) => $"{run}/{artifact}/{ArtifactPaths.PrunedFile}";

    public string AttemptsAt(ArtifactName artifact) => $"{Attempts}{artifact}/";

    public string Attempt(ArtifactName artifact, string attempt) => $"{AttemptsAt(artifact)}{attempt}/";

    /// <exception cref="ArgumentException">The service could not hold the name.</exception>
    public string Payload(ArtifactName artifact, string attempt, string file)
    {
        string name = Attempt(artifact, attempt) + file;
        if (name.Length > MaximumLength || file.Split('/').Any(segment => segment.EndsWith('.')))
        {
            throw new ArgumentException($"'{file}' cannot be a file of {artifact}: blob names have at most {MaximumLength} characters and no part that ends with a dot");
        }

        return name;
    }

    /// <summary>The artifact whose commit <paramref name="blob"/> is; null when it is something else.</summary>
    public ArtifactName? CommittedBy(string blob) =>
        blob.EndsWith($"/{ArtifactPaths.CommitFile}", StringComparison.Ordinal)
        && blob[(run.Length + 1)..^(ArtifactPaths.CommitFile.Length + 1)] is var path && ArtifactPaths.IsSafe(path) && !path.StartsWith('.')
            ? new ArtifactName(path) : null;

    /// <summary>The attempt that uploaded <paramref name="blob"/>; null when it lies under none.</summary>
    public (ArtifactName Artifact, string Attempt)? AttemptOf(string blob)
    {
        if (!blob.StartsWith(Attempts, StringComparison.Ordinal)) return null;
        string[] segments = blob[Attempts.Length..].Split('/');
        int at = Array.FindIndex(segments, IsAttempt);
        return at > 0 && at < segments.Length - 1 ? (new ArtifactName(string.Join('/', segments[..at])), segments[at]) : null;
    }

    /// <summary>32 lower-case hex digits.</summary>
    public static bool IsAttempt(string text) => text.Length == 32 && text.All(char.IsAsciiHexDigitLower);
}
