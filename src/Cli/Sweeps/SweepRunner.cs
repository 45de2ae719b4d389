using System.Globalization;
using RL4VLM.Agents;
using RL4VLM.Cli.Running;
using RL4VLM.Cli.Runs;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Sweeps;

/// <summary>Runs a sweep one run after the other; what is committed is not done again, so that a sweep goes on where it was stopped.</summary>
/// <param name="folder">Where its runs lie.</param>
/// <param name="log">A line per stage.</param>
public sealed class SweepRunner(string folder, TextWriter log)
{
    /// <summary>Runs whose stages failed, with exit code and message.</summary>
    public List<(SweepRun Run, int ExitCode, string Message)> Failures { get; } = [];

    /// <summary>The figures of those runs that an earlier sweep has finished.</summary>
    public static async Task<List<SweepFigures>> FinishedAsync(IEnumerable<SweepRun> runs, string folder, CancellationToken cancellation)
    {
        var finished = new List<SweepFigures>();
        foreach (SweepRun run in runs)
        {
            IArtifactStore store = ArtifactStores.OpenLocal(run.Manifest, folder);
            RunProgress progress = await RunProgress.ReadAsync(run.Manifest, store, cancellation).ConfigureAwait(false);
            if (RunPlanner.Next(run.Manifest, progress).Count == 0) finished.Add(await SweepFigures.ReadAsync(run, store, cancellation).ConfigureAwait(false));
        }

        return finished;
    }

    /// <summary>Runs all of them.</summary>
    /// <param name="runs">In order.</param>
    /// <param name="finished">Told of every run that has ended well.</param>
    /// <param name="cancellation">Stops; a later sweep goes on.</param>
    public async Task RunAsync(IReadOnlyList<SweepRun> runs, Action<SweepFigures> finished, CancellationToken cancellation)
    {
        for (int i = 0; i < runs.Count; i++)
        {
            SweepRun run = runs[i];
            await log.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"run {i + 1} of {runs.Count}: {run.Row.Name}, seed {run.Seed}")).ConfigureAwait(false);
            IArtifactStore store = ArtifactStores.OpenLocal(run.Manifest, folder);
            try
            {
                await OneAsync(run, store, cancellation).ConfigureAwait(false);
            }
            catch (StageException e) when (e.ExitCode is not (ExitCodes.TryAgain or ExitCodes.BadManifest))
            {
                // One run that diverges says something about its row; the others are still worth having.
                Failures.Add((run, e.ExitCode, e.Message));
                await log.WriteLineAsync($"failed: {e.Message}").ConfigureAwait(false);
                continue;
            }

            finished(await SweepFigures.ReadAsync(run, store, cancellation).ConfigureAwait(false));
        }
    }

    private async Task OneAsync(SweepRun run, IArtifactStore store, CancellationToken cancellation)
    {
        using RunLock held = RunLock.Take(RunFolder.LocalFolderOf(store, run.Manifest));
        await SettledManifest.SettleAsync(store, run.Manifest, cancellation).ConfigureAwait(false);
        // Weights and caches are of one run; the next begins as a process of its own would.
        using var session = new StageSession();
        var runner = new LocalRunner
        {
            Manifest = run.Manifest,
            Store = store,
            Stages = InProcessStages.With(session),
            Display = new PlainRunDisplay(log, run.Manifest.Spec.Ppo.Iterations, TimeProvider.System),
        };
        await Task.Run(() => runner.RunAsync(cancellation), CancellationToken.None).ConfigureAwait(false);
    }
}
