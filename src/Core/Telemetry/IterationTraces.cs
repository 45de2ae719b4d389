using System.Diagnostics;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;

namespace RL4VLM.Core.Telemetry;

/// <summary>The trace of every iteration of a run in this process, and of the setup (0). A run that is continued finds in its commits
/// the traces that an earlier process began.</summary>
public sealed class IterationTraces(RunManifest manifest, IArtifactStore store)
{
    private readonly Dictionary<int, ActivityContext> known = [];

    /// <summary>The parent of a stage's span; default when nobody listens.</summary>
    public async Task<ActivityContext> ParentOfAsync(StageKey key, CancellationToken cancellation)
    {
        if (!StageSpans.Source.HasListeners()) return default;
        if (await FindAsync(key.Iteration, cancellation).ConfigureAwait(false) is { } begun) return begun;
        ActivityContext predecessor = key.Iteration == 0 ? default : await FindAsync(key.Iteration - 1, cancellation).ConfigureAwait(false) ?? default;
        return known[key.Iteration] = StageSpans.BeginIteration(manifest, key.Iteration, predecessor);
    }

    private async Task<ActivityContext?> FindAsync(int iteration, CancellationToken cancellation)
    {
        if (known.TryGetValue(iteration, out ActivityContext context)) return context;
        foreach (StageKey key in RunPlanner.AllKeys(manifest).Where(key => key.Iteration == iteration))
        {
            Commit? commit = await store.TryGetCommitAsync(key.Output, cancellation).ConfigureAwait(false);
            if (StageSpans.Parse(commit?.TraceContext) is { } stored) return known[iteration] = stored;
        }

        return null;
    }
}
