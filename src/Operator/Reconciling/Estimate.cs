using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Operator.Reconciling;

/// <summary>When the run will end if it goes on as it did.</summary>
internal static class Estimate
{
    /// <param name="draft">Status with <paramref name="done"/> already in it.</param>
    /// <param name="done">The stage that has just completed.</param>
    /// <returns>Null while nothing is known about an iteration's length.</returns>
    public static DateTimeOffset? Of(Draft draft, StageView done)
    {
        int total = draft.Manifest.Spec.Ppo.Iterations, left = total - (draft.Status.Iteration ?? 0);
        DateTimeOffset now = draft.View.Now;
        switch (done.Stage)
        {
            case StageNames.Ppo:
                StageView? collect = draft.Stages.FirstOrDefault(stage => stage.Stage == StageNames.Collect && stage.Iteration == done.Iteration);
                TimeSpan iteration = now - (collect ?? done).Created;
                // Evaluations run beside the next iteration; only the last one adds to the run.
                TimeSpan evaluation = LastEvaluation(draft);
                return Whole(now + (iteration * left) + evaluation);
            case StageNames.Evaluate when left == 0:
                int open = RunPlanner.Next(draft.Manifest, draft.Progress).Count;
                return Whole(open == 0 ? now : now + (now - done.Created));
            default:
                return draft.Status.EstimatedCompletionTime;
        }
    }

    private static TimeSpan LastEvaluation(Draft draft)
    {
        StageView? last = draft.Stages.LastOrDefault(stage => stage is { Stage: StageNames.Evaluate, IsComplete: true });
        return last is null ? TimeSpan.Zero : (StageView.Utc(last.Job.Status?.CompletionTime) ?? last.Created) - last.Created;
    }

    private static DateTimeOffset Whole(DateTimeOffset time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), time.Offset);
}
