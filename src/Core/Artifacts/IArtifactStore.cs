using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Artifacts;

/// <summary>One run's artifacts: absent or complete, never half there (design section 5).</summary>
public interface IArtifactStore
{
    /// <summary>Human-readable place (a folder, a container URL) for messages.</summary>
    string Location { get; }

    /// <summary>The commit of <paramref name="artifact"/>, or null when it was never committed.</summary>
    Task<Commit?> TryGetCommitAsync(ArtifactName artifact, CancellationToken cancellation = default);

    /// <summary>Starts an attempt: files are written below <see cref="IArtifactAttempt.Directory"/>, then committed.</summary>
    Task<IArtifactAttempt> BeginAsync(ArtifactName artifact, CancellationToken cancellation = default);

    /// <summary>Makes committed files available in a local folder, every byte verified against the commit.
    /// The directory store verifies in place; a blob store downloads.</summary>
    /// <param name="artifact">A committed artifact.</param>
    /// <param name="files">The files wanted; null for all.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StageException">65 when a file is missing, has another length or another SHA-256.</exception>
    Task<string> MaterializeAsync(ArtifactName artifact, IReadOnlyCollection<string>? files = null, CancellationToken cancellation = default);

    /// <summary>Committed artifacts below a prefix such as <c>checkpoints</c>, ordinal order.</summary>
    Task<IReadOnlyList<ArtifactName>> ListAsync(string prefix, CancellationToken cancellation = default);

    /// <summary>Removes the payload files named (all when null) and keeps <c>_commit.json</c>, so that nothing looks undone.</summary>
    Task PruneAsync(ArtifactName artifact, IReadOnlyCollection<string>? files = null, CancellationToken cancellation = default);

    /// <summary>Writes <c>manifest.json</c> if absent and returns what is stored.</summary>
    Task<string> SettleManifestAsync(string manifestJson, CancellationToken cancellation = default);

    /// <summary>The stored <c>manifest.json</c>; null when the run has not begun.</summary>
    Task<string?> TryReadManifestAsync(CancellationToken cancellation = default);
}

/// <summary>One attempt at an artifact. Disposing without a commit removes what it wrote.</summary>
public interface IArtifactAttempt : IAsyncDisposable
{
    /// <summary>Local folder to write the artifact's files into (subfolders allowed).</summary>
    string Directory { get; }

    /// <summary>Commits with create-if-absent. When another attempt won the race its commit is returned and this attempt removed.</summary>
    Task<Commit> CommitAsync(StageSummary summary, CancellationToken cancellation = default);
}

/// <summary><c>_commit.json</c>: what an artifact consists of and the summary of the stage that made it.</summary>
public sealed record Commit(string Attempt, IReadOnlyList<CommittedFile> Files, StageSummary Summary, DateTimeOffset Time, string Host, string? TraceContext);

/// <summary>A committed file: path below the artifact, length in bytes, SHA-256 in lower-case hex.</summary>
public sealed record CommittedFile(string Name, long Length, string Sha256);
