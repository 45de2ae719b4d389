using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;

namespace RL4VLM.Operator.Reconciling;

/// <summary>Pods of the stages under way, and restarts over the whole run.</summary>
internal static class StageCounts
{
    /// <summary>Adds the failures seen since the last status; before finished Jobs are taken in, so that none is missed or counted twice.</summary>
    public static void CountRestarts(Draft draft)
    {
        RunProgress progress = draft.Progress;
        int more = 0;
        foreach (StageView stage in draft.Stages.Where(stage => !Completion.IsSettled(draft, progress, stage)))
        {
            StageStatus? known = draft.Before.Stages?.FirstOrDefault(entry => entry.Job == stage.Name && entry.StartTime == stage.Created);
            more += Math.Max(0, stage.Failures - (known?.Failed ?? 0));
        }

        draft.Status = draft.Status with { Restarts = (draft.Status.Restarts ?? 0) + more };
    }

    /// <summary>Lists the Jobs whose work is not done yet.</summary>
    public static void Write(Draft draft)
    {
        RunProgress progress = draft.Progress;
        draft.Status = draft.Status with
        {
            Stages = [.. draft.Stages.Where(stage => !Completion.IsSettled(draft, progress, stage)).TakeLast(64).Select(stage => new StageStatus
            {
                Stage = stage.Stage,
                Iteration = stage.Iteration,
                Task = stage.Task,
                Job = stage.Name,
                StartTime = stage.Created,
                Active = stage.Job.Status?.Active ?? 0,
                Ready = stage.Job.Status?.Ready ?? 0,
                Succeeded = stage.Job.Status?.Succeeded ?? 0,
                Failed = stage.Failures,
            })],
        };
    }
}
