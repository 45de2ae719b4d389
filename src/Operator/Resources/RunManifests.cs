using System.Collections.Concurrent;
using RL4VLM.Core.Manifest;

namespace RL4VLM.Operator.Resources;

/// <summary>Reads the manifest of a run, once per generation.</summary>
public sealed class RunManifests
{
    private readonly ConcurrentDictionary<string, (long Generation, ManifestResult Result)> known = new();

    /// <summary>The manifest as <c>rl4vlm run</c> would read it, or what is wrong with it.</summary>
    public ManifestResult Of(RunResource run)
    {
        long generation = run.Metadata.Generation ?? 0;
        if (known.TryGetValue(run.Metadata.Uid, out var entry) && entry.Generation == generation) return entry.Result;
        ManifestResult result = ManifestReader.ReadResource(run.Metadata.Name, run.Metadata.NamespaceProperty, run.Spec);
        known[run.Metadata.Uid] = (generation, result);
        return result;
    }

    /// <summary>The run is gone.</summary>
    public void Forget(string uid) => known.TryRemove(uid, out _);
}
