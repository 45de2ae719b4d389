using k8s.Models;

namespace RL4VLM.Operator.Reconciling;

/// <summary><c>lifecycle.suspend</c>: deletes the run's Jobs under way; a resumed run creates them again, and they go on from what is committed.</summary>
internal static class Suspension
{
    /// <returns>Whether the run is to stand still.</returns>
    public static bool Check(Draft draft)
    {
        bool before = Conditions.IsTrue(draft.Status, Reasons.Suspended);
        if (!draft.Manifest.Spec.Lifecycle.Suspend)
        {
            if (before) draft.Event("Resumed", "the run goes on");
            draft.Set(Reasons.Suspended, false, Reasons.NotSuspended, "spec.lifecycle.suspend is false");
            return false;
        }

        foreach (StageView stage in draft.Live.ToArray()) draft.Delete(stage);
        int pods = draft.Stages.Where(stage => !stage.IsFinished).SelectMany(stage => stage.Pods).Count(IsActive);
        bool still = pods == 0 && draft.Stages.All(stage => stage.IsFinished);
        if (still && !before) draft.Event("Suspended", "no pod of the run is left; set spec.lifecycle.suspend to false to go on");
        draft.Set(Reasons.Suspended, still, still ? Reasons.ByUser : Reasons.Suspending, still ? "no pod of the run is left" : "waits for the run's pods to end");
        return true;
    }

    private static bool IsActive(V1Pod pod) => pod.Status?.Phase is not ("Succeeded" or "Failed");
}
