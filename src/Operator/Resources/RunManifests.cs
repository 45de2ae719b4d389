using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using RL4VLM.Core.Manifest;
using RL4VLM.Operator.Jobs;

namespace RL4VLM.Operator.Resources;

/// <summary>What a run's spec says.</summary>
/// <param name="Generation">Of the spec.</param>
/// <param name="Result">The manifest as <c>rl4vlm run</c> would read it, or what is wrong with it.</param>
/// <param name="Snapshot">What stages see of it; null when it is wrong.</param>
public sealed record ReadManifest(long Generation, ManifestResult Result, ManifestSnapshot? Snapshot);

/// <summary>Reads the manifest of a run, once per generation.</summary>
public sealed class RunManifests
{
    private readonly ConcurrentDictionary<string, ReadManifest> known = new();

    public ReadManifest Of(RunResource run)
    {
        long generation = run.Metadata.Generation ?? 0;
        if (known.TryGetValue(run.Metadata.Uid, out ReadManifest? entry) && entry.Generation == generation) return entry;
        ManifestResult result = Read(run);
        return known[run.Metadata.Uid] = new ReadManifest(generation, result, result.Manifest is { } manifest ? ManifestSnapshot.Of(run, manifest) : null);
    }

    /// <summary>The run is gone.</summary>
    public void Forget(string uid) => known.TryRemove(uid, out _);

    private static ManifestResult Read(RunResource run)
    {
        var document = new JsonObject
        {
            ["apiVersion"] = $"{RunManifest.Group}/{RunManifest.Version}",
            ["kind"] = RunManifest.KindName,
            // What else metadata holds is the API's, and annotations may be large.
            ["metadata"] = new JsonObject { ["name"] = run.Metadata.Name, ["namespace"] = run.Metadata.NamespaceProperty },
            ["spec"] = run.Spec.ValueKind == JsonValueKind.Undefined ? null : JsonNode.Parse(run.Spec.GetRawText()),
        };
        return ManifestReader.Read(document.ToJsonString());
    }
}
