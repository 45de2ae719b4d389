using RL4VLM.Core.Planning;

namespace RL4VLM.Operator.Reconciling;

/// <summary>Removes Jobs whose results are in the status, except those of the newest two iterations, whose logs people look at.</summary>
internal static class CleanUp
{
    public static void Old(Draft draft)
    {
        if (draft.Status.Iteration is not { } iteration) return;
        RunProgress progress = draft.Progress;
        foreach (StageView stage in draft.Stages)
        {
            if (stage.Iteration < iteration && Completion.IsSettled(draft, progress, stage)) draft.Delete(stage);
        }
    }
}
