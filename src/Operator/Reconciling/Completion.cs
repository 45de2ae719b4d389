using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;
using RL4VLM.Operator.Jobs;

namespace RL4VLM.Operator.Reconciling;

/// <summary>Takes finished Jobs into the status.</summary>
internal static class Completion
{
    /// <summary>Jobs and pods come by separate watches: a pod's end may be seen this much later than its Job's.</summary>
    private static readonly TimeSpan SummaryGrace = TimeSpan.FromSeconds(15);

    public static void Absorb(Draft draft)
    {
        foreach (StageView stage in draft.Stages)
        {
            RunProgress progress = draft.Progress;
            // A Job on its way out may still tell of success, but not of failure or loss: it will be made again.
            if (IsSettled(draft, progress, stage) || (stage.IsDeleting && !HasSucceeded(stage))) continue;
            if (stage.Stage == StageNames.Collect) Collect(draft, stage);
            else if (stage.IsComplete) Single(draft, stage);
            else if (stage.IsFailed) Fail(draft, stage);
        }
    }

    /// <summary>Whether the status already says that this Job's work is done.</summary>
    internal static bool IsSettled(Draft draft, RunProgress progress, StageView stage) =>
        stage.Stage is StageNames.Collect
            ? progress.Has(StageKey.Ppo(stage.Iteration)) || (draft.Status.Completed ?? []).Any(done => done.Stage == StageNames.Collect && done.Iteration == stage.Iteration)
            : stage.Keys(0).All(progress.Has);

    private static bool HasSucceeded(StageView stage) => stage.IsComplete && (stage.Stage == StageNames.Collect || Summaries.Of(stage).Any());

    private static void Single(Draft draft, StageView stage)
    {
        if (Summaries.Of(stage).FirstOrDefault() is { } summary)
        {
            Done(draft, stage, new CompletedStage { Stage = stage.Stage, Iteration = stage.Iteration, Task = stage.Task });
            if (stage.Stage == StageNames.Evaluate) draft.Status = Evaluations.With(draft.Manifest, draft.Status, summary);
            return;
        }

        DateTimeOffset ended = StageView.Utc(stage.Job.Status?.CompletionTime) ?? draft.View.Now;
        TimeSpan left = ended + SummaryGrace - draft.View.Now;
        if (left > TimeSpan.Zero)
        {
            draft.Again(left);
            return;
        }

        // Made again, the stage finds its commit and says once more what it said.
        draft.Delete(stage);
        draft.Event("SummaryLost", $"{stage.Title} is done, but its pod's summary is gone; its Job {stage.Name} is created again", warning: true, about: stage);
    }

    private static void Collect(Draft draft, StageView stage)
    {
        int count = stage.Job.Spec.Completions ?? draft.Manifest.Spec.Rollout.Workers;
        if (stage.IsComplete)
        {
            Done(draft, stage, new CompletedStage { Stage = stage.Stage, Iteration = stage.Iteration });
            return;
        }

        IReadOnlyList<int> succeeded = StageView.Indexes(stage.Job.Status?.CompletedIndexes);
        int minimum = Math.Clamp(draft.Manifest.Spec.FailurePolicy.MinimumWorkers ?? count, 1, count);
        bool enough = minimum < count && succeeded.Count >= minimum && succeeded.Count < count;
        // A manifest that a stage refuses is wrong for every worker.
        if (enough && stage.Failure?.Reason != "PodFailurePolicy" && (stage.IsFailed || RestIsLost(draft, stage, count, succeeded)))
        {
            Done(draft, stage, new CompletedStage { Stage = stage.Stage, Iteration = stage.Iteration, Workers = succeeded });
            draft.Event("WorkersLeftOut", $"{stage.Title} goes on with workers {StageJob.Text(succeeded)} of {count}", warning: true, about: stage);
        }
        else if (stage.IsFailed)
        {
            Fail(draft, stage);
        }
    }

    /// <summary>Whether every other worker has failed for good or is past the stage's timeout.</summary>
    private static bool RestIsLost(Draft draft, StageView stage, int count, IReadOnlyList<int> succeeded)
    {
        IReadOnlyList<int> failed = StageView.Indexes(stage.Job.Status?.FailedIndexes);
        if (succeeded.Count + failed.Count >= count) return true;
        if (draft.Manifest.Spec.FailurePolicy.StageTimeoutSeconds is not { } timeout || stage.IsWaitingInQueue || StageView.Utc(stage.Job.Status?.StartTime) is not { } start) return false;
        TimeSpan left = start.AddSeconds(timeout) - draft.View.Now;
        if (left <= TimeSpan.Zero) return true;
        draft.Again(left);
        return false;
    }

    private static void Done(Draft draft, StageView stage, CompletedStage entry)
    {
        draft.Status = StatusProgress.With(draft.Manifest, draft.Status, entry);
        draft.Status = draft.Status with { EstimatedCompletionTime = Estimate.Of(draft, stage) };
        draft.Status = GpuTime.Add(draft, stage);
        draft.Event("StageCompleted", $"{stage.Title} is done", about: stage);
        StageSpanPlan.Ended(draft, stage);
    }

    private static void Fail(Draft draft, StageView stage)
    {
        (string reason, string message) = FailureReport.Of(stage, draft.Manifest.Spec.FailurePolicy.MinimumWorkers is not null);
        draft.Set(Reasons.Failed, true, reason, message);
        draft.Event(reason, message, warning: true, about: stage);
        StageSpanPlan.Ended(draft, stage);
    }
}
