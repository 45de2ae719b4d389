using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Operator.Reconciling;

/// <summary>The Progressing condition and the phase.</summary>
internal static class ProgressReport
{
    public static void Write(Draft draft)
    {
        (bool holds, string reason, string message) = Of(draft);
        RunCondition? before = Conditions.Find(draft.Before, Reasons.Progressing);
        bool isBlocked = reason is not (Reasons.StageRunning or Reasons.StagePending or Reasons.Queued or Reasons.Finished or Reasons.Suspended or Reasons.Suspending);
        if (isBlocked && before?.Reason != reason) draft.Event(reason, message, warning: true);
        draft.Set(Reasons.Progressing, holds, reason, message);
        if (!draft.IsFinished) draft.Status = draft.Status with { Phase = PhaseOf(draft) };
    }

    private static (bool, string, string) Of(Draft draft)
    {
        if (draft.IsFinished) return (false, Reasons.Finished, "the run has ended");
        if (draft.Manifest.Spec.Lifecycle.Suspend)
        {
            return (false, Conditions.IsTrue(draft.Status, Reasons.Suspended) ? Reasons.Suspended : Reasons.Suspending, "spec.lifecycle.suspend is true");
        }

        if (draft.View.Rejection is { } rejection) return (false, Reasons.JobRejected, rejection);
        if (Blockers.Find(draft) is { } blocker)
        {
            bool others = draft.Live.SelectMany(stage => stage.Pods).Any(pod => pod.Status?.Phase == "Running");
            return (others, blocker.Reason, blocker.Message);
        }

        StageView[] live = [.. draft.Live];
        if (live.Length == 0) return (true, Reasons.StagePending, "the next stage is about to start");
        return live.All(stage => stage.IsWaitingInQueue)
            ? (true, Reasons.Queued, $"waits in queue {draft.Manifest.Spec.Lifecycle.QueueName}")
            : (true, Reasons.StageRunning, $"at work: {string.Join(", ", live.Take(8).Select(stage => stage.Title))}");
    }

    private static RunPhase PhaseOf(Draft draft)
    {
        if (Conditions.IsTrue(draft.Status, Reasons.Suspended)) return RunPhase.Suspended;
        if (draft.Status.StartTime is null) return RunPhase.Pending;
        IReadOnlyList<StageRequest> due = RunPlanner.Next(draft.Manifest, draft.Progress);
        string first = due.FirstOrDefault(request => request.Stage != StageNames.Evaluate)?.Stage ?? StageNames.Evaluate;
        return first switch
        {
            StageNames.Initialize => RunPhase.Initializing,
            StageNames.Demonstrate => RunPhase.Demonstrating,
            StageNames.Sft => RunPhase.FineTuning,
            StageNames.Evaluate => RunPhase.Evaluating,
            _ => RunPhase.Training,
        };
    }
}
