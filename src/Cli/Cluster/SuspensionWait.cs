using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Cluster;

/// <summary>Waits until the operator has done what <c>spec.lifecycle.suspend</c> says.</summary>
/// <param name="Runs">The cluster.</param>
/// <param name="Suspend">What it says.</param>
/// <param name="Clock">Times the wait.</param>
internal sealed record SuspensionWait(RunCluster Runs, bool Suspend, TimeProvider Clock)
{
    private static readonly TimeSpan BetweenWatches = TimeSpan.FromSeconds(1);

    /// <param name="run">The run as the patch left it.</param>
    /// <param name="timeout">How long at most.</param>
    /// <param name="cancellation">The person stops waiting.</param>
    /// <returns>The run as it is then; one that has ended needs no waiting for.</returns>
    /// <exception cref="StageException">75 when the time is over.</exception>
    public async Task<ClusterRun> ForAsync(ClusterRun run, TimeSpan timeout, CancellationToken cancellation)
    {
        long generation = run.Generation;
        using var late = new CancellationTokenSource(timeout, Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            while (true)
            {
                if (IsDone(run, generation)) return run;
                await foreach (ClusterRun next in Runs.WatchAsync(run, either.Token).ConfigureAwait(false))
                {
                    run = next;
                    if (IsDone(run, generation)) return run;
                }

                // A watch ends for many reasons, some of which repeat at once.
                await Task.Delay(BetweenWatches, Clock, either.Token).ConfigureAwait(false);
                run = await Runs.GetAsync(run.Name, either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            RunCondition? condition = run.Condition(ConditionTypes.Suspended);
            string state = run.Status.ObservedGeneration is { } seen && seen >= generation
                ? condition?.Message is { Length: > 0 } message ? message : "the operator does not say why"
                : "no operator has looked at the change yet";
            throw new StageException(ExitCodes.TryAgain, $"{run.Name} is not {(Suspend ? "suspended" : "resumed")} after {Durations.Text(timeout)}: {state}");
        }
    }

    private bool IsDone(ClusterRun run, long generation) =>
        run.HasEnded || (run.Status.ObservedGeneration >= generation && run.Condition(ConditionTypes.Suspended) is { } condition && condition.Status == (Suspend ? "True" : "False"));
}
