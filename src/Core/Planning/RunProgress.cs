using System.Collections.Immutable;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;

namespace RL4VLM.Core.Planning;

/// <summary>What a run has behind it.</summary>
/// <param name="Completed">Everything committed.</param>
/// <param name="LeftOut">collect workers (iteration, worker) given up for good under <c>failurePolicy.minimumWorkers</c>.</param>
public sealed record RunProgress(ImmutableHashSet<StageKey> Completed, ImmutableHashSet<(int Iteration, int Worker)> LeftOut)
{
    public static RunProgress None { get; } = new([], []);

    public bool Has(StageKey key) => Completed.Contains(key);

    public RunProgress With(StageKey key) => this with { Completed = Completed.Add(key) };

    public RunProgress WithLeftOut(int iteration, int worker) => this with { LeftOut = LeftOut.Add((iteration, worker)) };

    /// <summary>Progress as a store's commits tell it.</summary>
    public static async Task<RunProgress> ReadAsync(RunManifest manifest, IArtifactStore store, CancellationToken cancellation = default)
    {
        var completed = ImmutableHashSet.CreateBuilder<StageKey>();
        foreach (StageKey key in RunPlanner.AllKeys(manifest))
        {
            if (await store.TryGetCommitAsync(key.Output, cancellation).ConfigureAwait(false) is not null) completed.Add(key);
        }

        return None with { Completed = completed.ToImmutable() };
    }
}
