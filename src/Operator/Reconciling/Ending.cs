using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;

namespace RL4VLM.Operator.Reconciling;

/// <summary>The run's end: success, failure, and deletion some time after.</summary>
internal static class Ending
{
    /// <summary>Handles a run that has ended.</summary>
    /// <returns>False when it has not, or goes on because <c>ppo.iterations</c> has grown.</returns>
    public static bool IsOver(Draft draft)
    {
        if (!draft.IsFinished) return false;
        bool valid = draft.View.Manifest.Manifest is not null;
        if (Conditions.IsTrue(draft.Status, Reasons.Succeeded) && valid && !RunPlanner.IsComplete(draft.Manifest, draft.Progress))
        {
            draft.Set(Reasons.Succeeded, false, Reasons.NotFinished, "spec.ppo.iterations has grown");
            // A deadline counts from here: what is past was in time.
            draft.Status = draft.Status with { CompletionTime = null, StartTime = draft.View.Now };
            draft.Event("Continued", "spec.ppo.iterations has grown: the run goes on");
            return false;
        }

        foreach (StageView stage in draft.Live.ToArray()) draft.Delete(stage);
        if (valid) StageCounts.Write(draft);
        if (valid && draft.Manifest.Spec.Lifecycle.TtlSecondsAfterFinished is { } seconds && draft.Status.CompletionTime is { } end)
        {
            TimeSpan left = end.AddSeconds(seconds) - draft.View.Now;
            if (left > TimeSpan.Zero) draft.Again(left);
            else draft.DeleteRun();
        }

        return true;
    }

    /// <summary>The run has just failed: what still runs is stopped.</summary>
    public static void Stop(Draft draft)
    {
        foreach (StageView stage in draft.Live.ToArray()) draft.Delete(stage);
        Finish(draft, RunPhase.Failed);
        draft.Set(Reasons.Succeeded, false, Reasons.Failed, "the run failed");
    }

    public static void CheckSuccess(Draft draft)
    {
        bool complete = RunPlanner.IsComplete(draft.Manifest, draft.Progress);
        draft.Set(Reasons.Failed, false, Reasons.NotFailed, "no stage has failed for good");
        draft.Set(Reasons.Succeeded, complete, complete ? Reasons.Completed : Reasons.NotFinished, complete ? "every stage is done" : "stages are left to do");
        if (!complete) return;
        Finish(draft, RunPhase.Succeeded);
        draft.Event(Reasons.Completed, "every stage is done");
    }

    private static void Finish(Draft draft, RunPhase phase)
    {
        draft.Status = draft.Status with { Phase = phase, CompletionTime = draft.View.Now, EstimatedCompletionTime = null };
        if (draft.View.Manifest.Manifest?.Spec.Lifecycle.TtlSecondsAfterFinished is { } seconds) draft.Again(TimeSpan.FromSeconds(seconds));
    }
}
