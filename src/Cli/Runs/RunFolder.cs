using System.Text;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Runs;

/// <summary>A run that exists: its artifacts and the manifest it was started with.</summary>
public sealed record RunFolder(IArtifactStore Store, RunManifest Manifest)
{
    /// <summary>A folder, or a place in a container.</summary>
    public string Path => Store.Location;

    /// <summary>Where files of a run that are no artifacts lie on this machine: the report, the lock of <c>rl4vlm run</c>.</summary>
    public string LocalFolder => LocalFolderOf(Store, Manifest);

    /// <summary>The run's folder, or <c>runs/name</c> for one whose artifacts are elsewhere.</summary>
    public static string LocalFolderOf(IArtifactStore store, RunManifest manifest) => store is DirectoryArtifactStore directory
        ? directory.Root
        : System.IO.Path.GetFullPath(System.IO.Path.Combine(new DirectoryStorageSpec().Path, manifest.Metadata.Name));

    /// <summary>Finds a run by its folder, by its manifest file, or by its name below <paramref name="storage"/>.</summary>
    /// <param name="run">What the person typed.</param>
    /// <param name="storage">Folder of runs; null for the manifest's storage, or <c>runs</c>.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="StageException">64 when there is no such run, naming the places looked at.</exception>
    public static async Task<RunFolder> OpenAsync(string run, string? storage, CancellationToken cancellation)
    {
        string named = System.IO.Path.GetFullPath(System.IO.Path.Combine(storage ?? new DirectoryStorageSpec().Path, run));
        string[] folders = [System.IO.Path.GetFullPath(run), named];
        bool isManifest = File.Exists(run);
        IArtifactStore[] places = isManifest
            ? [.. ArtifactStores.Candidates(ManifestReader.ReadFileOrThrow(run), storage)]
            : [.. folders.Select(folder => new DirectoryArtifactStore(folder))];
        foreach (IArtifactStore place in places)
        {
            if (await place.TryReadManifestAsync(cancellation).ConfigureAwait(false) is not { } text) continue;
            return new RunFolder(place, ManifestJson.Read(Encoding.UTF8.GetBytes(text), $"{place.Location}/{ArtifactPaths.ManifestFile}"));
        }

        string looked = string.Join(isManifest ? " or " : " nor ", places.Select(place => place.Location));
        throw new StageException(ExitCodes.Usage, isManifest
            ? $"{run} has not been run yet: there is no {ArtifactPaths.ManifestFile} in {looked}"
            : $"there is no run '{run}': neither {looked} holds a {ArtifactPaths.ManifestFile}; give a run's folder, its manifest file, or --directory DIR and its name");
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
}
