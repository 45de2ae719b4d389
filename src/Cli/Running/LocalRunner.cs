using System.Diagnostics;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;

namespace RL4VLM.Cli.Running;

/// <summary>Does in one process what the operator does with Jobs: asks the planner what is due, runs it, and asks again.
/// It keeps no state of its own: what is committed is done, so a rerun resumes.</summary>
public sealed class LocalRunner
{
    public required RunManifest Manifest { get; init; }

    public required IArtifactStore Store { get; init; }

    /// <summary>The stages by name (<see cref="StageNames"/>).</summary>
    public required IReadOnlyDictionary<string, StageMain> Stages { get; init; }

    public required IRunDisplay Display { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Runs until the planner has nothing more.</summary>
    /// <exception cref="OperationCanceledException">Stopped; what is committed stays and a rerun continues.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        StageKey[] all = [.. RunPlanner.AllKeys(Manifest)];
        var estimator = new StageEstimator();
        var traces = new IterationTraces(Manifest, Store);
        RunProgress progress = await RunProgress.ReadAsync(Manifest, Store, cancellation).ConfigureAwait(false);
        await FinishNewestAsync(progress, cancellation).ConfigureAwait(false);
        while (RunPlanner.Next(Manifest, progress) is { Count: > 0 } due)
        {
            foreach (StageKey key in due[0].Keys)
            {
                cancellation.ThrowIfCancellationRequested();
                Display.Started(key, progress.Completed.Count, all.Length, estimator.Remaining(all.Where(other => !progress.Has(other))));
                long start = Clock.GetTimestamp();
                ActivityContext parent = await traces.ParentOfAsync(key, cancellation).ConfigureAwait(false);
                StageSummary summary = await ObservedStage.RunAsync(key.Stage, Stages[key.Stage], ContextOf(key, due[0]), parent, cancellation).ConfigureAwait(false);
                TimeSpan elapsed = Clock.GetElapsedTime(start);
                estimator.Took(key, elapsed);
                progress = progress.With(key);
                Display.Finished(key, summary, elapsed);
            }
        }

        await FinishNewestAsync(progress, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Asks the newest ppo again, which is done: it finds its commit and only completes the pruning that follows one.
    /// A kill between the two would otherwise leave files for good; and once the last evaluation is known, the best checkpoint may be another.</summary>
    private async Task FinishNewestAsync(RunProgress progress, CancellationToken cancellation)
    {
        StageKey newest = progress.Completed.Where(key => key.Stage == StageNames.Ppo).OrderBy(key => key.Iteration).LastOrDefault();
        if (newest.Stage is null) return;
        await Stages[StageNames.Ppo](ContextOf(newest, new StageRequest(StageNames.Ppo, newest.Iteration)), cancellation).ConfigureAwait(false);
    }

    private StageContext ContextOf(StageKey key, StageRequest request) => new()
    {
        Manifest = Manifest,
        Run = Manifest.Metadata.Name,
        Iteration = key.Iteration,
        Worker = key.Worker ?? 0,
        Workers = key.Stage == StageNames.Ppo ? request.Workers : null,
        Task = key.Task,
        Store = Store,
        Progress = Display,
        Clock = Clock,
    };
}
