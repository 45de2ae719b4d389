using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Runs;

/// <summary>A run that exists: its folder, its artifacts and the manifest it was started with.</summary>
public sealed record RunFolder(string Path, DirectoryArtifactStore Store, RunManifest Manifest)
{
    /// <summary>Finds a run by its folder, by its manifest file, or by its name below <paramref name="storage"/>.</summary>
    /// <param name="run">What the person typed.</param>
    /// <param name="storage">Folder of runs; null for the manifest's default, <c>runs</c>.</param>
    /// <exception cref="StageException">64 when there is no such run, naming the places looked at.</exception>
    public static RunFolder Open(string run, string? storage)
    {
        string path = Find(run, storage);
        string file = System.IO.Path.Combine(path, "manifest.json");
        RunManifest manifest = ManifestJson.Read(File.ReadAllBytes(file), file);
        return new RunFolder(path, new DirectoryArtifactStore(path), manifest);
    }

    /// <summary>The iteration a person means by <c>sft</c>, <c>final</c> or a number: 0 is the SFT checkpoint.</summary>
    /// <exception cref="StageException">64 when that checkpoint is not there (yet).</exception>
    public async Task<int> ResolveCheckpointAsync(string checkpoint, CancellationToken cancellation)
    {
        int[] there = await CheckpointsAsync(cancellation).ConfigureAwait(false);
        string newest = there.Length == 0 ? "none yet" : string.Join(", ", there.Select(k => k == 0 ? "sft" : k.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        if (checkpoint == "final")
        {
            if (there.Length > 0 && there[^1] >= Manifest.Spec.Ppo.Iterations) return there[^1];
            throw new StageException(ExitCodes.Usage, $"--checkpoint final: the run in {Path} is not finished; checkpoints there: {newest}");
        }

        int wanted = checkpoint == "sft" ? 0
            : int.TryParse(checkpoint, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number) && number > 0 ? number
            : throw new StageException(ExitCodes.Usage, $"'{checkpoint}' is no checkpoint: give sft, final or an iteration from 1");
        if (there.Contains(wanted)) return wanted;
        throw new StageException(ExitCodes.Usage, $"checkpoint {checkpoint} is not in {Path}; checkpoints there: {newest}");
    }

    /// <summary>Iterations whose checkpoint is committed, ascending; 0 is the SFT one.</summary>
    public async Task<int[]> CheckpointsAsync(CancellationToken cancellation)
    {
        var found = new List<int>();
        foreach (ArtifactName artifact in await Store.ListAsync("checkpoints", cancellation).ConfigureAwait(false))
        {
            if (artifact == ArtifactName.SftCheckpoint) found.Add(0);
            else if (int.TryParse(artifact.Leaf, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int k) && k > 0) found.Add(k);
        }

        return [.. found.Order()];
    }

    /// <summary>The manifest with as many iterations as the run has really had: a run may have been continued with more than it was started with.</summary>
    public async Task<RunManifest> EffectiveManifestAsync(CancellationToken cancellation)
    {
        int[] there = await CheckpointsAsync(cancellation).ConfigureAwait(false);
        int iterations = Math.Max(Manifest.Spec.Ppo.Iterations, there.LastOrDefault());
        return Manifest with { Spec = Manifest.Spec with { Ppo = Manifest.Spec.Ppo with { Iterations = iterations } } };
    }

    private static string Find(string run, string? storage)
    {
        if (IsRun(run)) return System.IO.Path.GetFullPath(run);
        if (File.Exists(run))
        {
            string of = ArtifactStores.OpenLocal(ManifestReader.ReadFileOrThrow(run), storage).Root;
            return IsRun(of) ? of : throw new StageException(ExitCodes.Usage, $"{run} has not been run yet: there is no {of}");
        }

        string named = System.IO.Path.GetFullPath(System.IO.Path.Combine(storage ?? new DirectoryStorageSpec().Path, run));
        return IsRun(named) ? named : throw new StageException(ExitCodes.Usage,
            $"there is no run '{run}': neither {System.IO.Path.GetFullPath(run)} nor {named} holds a manifest.json; give a run's folder, or --directory DIR and its name");
    }

    private static bool IsRun(string path) => File.Exists(System.IO.Path.Combine(path, "manifest.json"));
}
