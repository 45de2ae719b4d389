namespace RL4VLM.Operator.Reconciling;

/// <summary><c>lifecycle.activeDeadlineSeconds</c>.</summary>
internal static class Deadlines
{
    public static void Check(Draft draft)
    {
        if (draft.Manifest.Spec.Lifecycle.ActiveDeadlineSeconds is not { } seconds || draft.Status.StartTime is not { } start) return;
        if (Conditions.IsTrue(draft.Status, Reasons.Failed)) return;
        TimeSpan left = start.AddSeconds(seconds) - draft.View.Now;
        if (left > TimeSpan.Zero)
        {
            draft.Again(left);
            return;
        }

        string message = $"spec.lifecycle.activeDeadlineSeconds: {seconds} s have passed since the start";
        draft.Set(Reasons.Failed, true, Reasons.DeadlineExceeded, message);
        draft.Event(Reasons.DeadlineExceeded, message, warning: true);
    }
}
