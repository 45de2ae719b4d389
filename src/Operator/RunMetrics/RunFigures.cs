using System.Collections.Immutable;
using System.Globalization;
using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;
using RL4VLM.Operator.Reconciling;

namespace RL4VLM.Operator.RunMetrics;

/// <summary>The newest of what Jobs and pods tell of a run: kept when they are cleaned up, so that curves do not end with them.</summary>
internal sealed record RunFigures
{
    public static RunFigures None { get; } = new();

    /// <summary>By stage and task.</summary>
    public ImmutableDictionary<(string Stage, string? Task), StageFigures> Said { get; init; } = ImmutableDictionary<(string, string?), StageFigures>.Empty;

    /// <summary>How long the pods of a stage's newest Job were on their way.</summary>
    public ImmutableDictionary<string, StartFigures> Starts { get; init; } = ImmutableDictionary<string, StartFigures>.Empty;

    public DateTimeOffset? LastCompletion { get; init; }

    /// <summary>What ended the run, with the exit code of its container.</summary>
    public (string Stage, string Code)? Failure { get; init; }

    /// <summary>These figures and what is newer in the caches. Pure.</summary>
    public RunFigures With(IReadOnlyList<StageView> stages, RunStatus status)
    {
        RunFigures next = this;
        foreach (IGrouping<(string Stage, string? Task), StageView> same in stages.GroupBy(stage => (stage.Stage, stage.Task)))
        {
            if (Newest(same, status, Said.GetValueOrDefault(same.Key)) is { } said) next = next with { Said = next.Said.SetItem(same.Key, said) };
        }

        foreach (IGrouping<string, StageView> same in stages.GroupBy(stage => stage.Stage))
        {
            if (same.Reverse().Select(StartFigures.Of).FirstOrDefault(start => start is not null) is { } start) next = next with { Starts = next.Starts.SetItem(same.Key, start) };
        }

        DateTimeOffset? last = stages.Where(stage => stage.IsComplete).Max(stage => StageView.Utc(stage.Job.Status?.CompletionTime));
        if (last > (LastCompletion ?? DateTimeOffset.MinValue)) next = next with { LastCompletion = last };
        return Conditions.IsTrue(status, Reasons.Failed) && FailureOf(stages, status) is { } failure ? next with { Failure = failure } : next;
    }

    /// <summary>Of the newest Job that has said all; null when that is what is known.</summary>
    private static StageFigures? Newest(IEnumerable<StageView> jobs, RunStatus status, StageFigures? known)
    {
        foreach (StageView job in jobs.OrderByDescending(job => job.Iteration))
        {
            if (known is not null && (job.Iteration < known.Iteration || job.Job.Metadata.Uid == known.Job)) return null;
            if (StageFigures.Of(job, status) is { } said) return said;
        }

        return null;
    }

    /// <summary>A collect whose other workers were enough.</summary>
    private static bool WentOnWithout(StageView stage, RunStatus status) => stage.Stage == StageNames.Collect
        && (status.Iteration >= stage.Iteration || (status.Completed ?? []).Any(done => done.Stage == StageNames.Collect && done.Iteration == stage.Iteration));

    private static (string Stage, string Code)? FailureOf(IReadOnlyList<StageView> stages, RunStatus status)
    {
        StageView? failed = stages.LastOrDefault(stage => stage.IsFailed && !WentOnWithout(stage, status));
        if (failed is null) return null;
        V1ContainerStateTerminated? end = FailureReport.LastEnd(failed)?.End;
        return (failed.Stage, end?.ExitCode.ToString(CultureInfo.InvariantCulture) ?? RunMetricTable.None);
    }
}
