using RL4VLM.Core.Planning;

namespace RL4VLM.Operator.Reconciling;

/// <summary>Removes Jobs whose results are in the status, except those of the newest two iterations, whose logs people look at; and stops what
/// still runs of a collect that went on without it.</summary>
internal static class CleanUp
{
    public static void Old(Draft draft)
    {
        RunProgress progress = draft.Progress;
        foreach (StageView stage in draft.Stages.Where(stage => Completion.IsSettled(draft, progress, stage)))
        {
            if (!stage.IsFinished || stage.Iteration < draft.Status.Iteration) draft.Delete(stage);
        }
    }
}
