using System.Text;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Manifest;

/// <summary>Holds a run to the manifest it was started with (design section 3).</summary>
public static class SettledManifest
{
    /// <summary>Stores the manifest when the run is new; otherwise checks that it is still the same run.</summary>
    /// <exception cref="StageException">78, naming every fixed field that differs.</exception>
    public static async Task SettleAsync(IArtifactStore store, RunManifest manifest, CancellationToken cancellation)
    {
        string stored = await store.SettleManifestAsync(ManifestJson.WriteText(manifest), cancellation).ConfigureAwait(false);
        CheckUnchanged(ManifestJson.Read(Encoding.UTF8.GetBytes(stored), $"{store.Location}/{ArtifactPaths.ManifestFile}"), manifest, store.Location);
    }

    /// <param name="stored">What the run was started with.</param>
    /// <param name="given">What it is to continue with.</param>
    /// <param name="location">Where the run lies, for the message.</param>
    /// <exception cref="StageException">78, naming every fixed field that differs.</exception>
    public static void CheckUnchanged(RunManifest stored, RunManifest given, string location)
    {
        IReadOnlyList<ManifestDifference> differences = ManifestDifferences.FixedFields(stored, given);
        if (differences.Count == 0) return;
        throw new StageException(ExitCodes.BadManifest,
            $"the run in {location} was started with another manifest; these fields cannot change any more:\n"
            + string.Join('\n', differences.Select(difference => $"  {difference}"))
            + "\nput the stored values back, or start a new run under another metadata.name (or --directory)");
    }
}
