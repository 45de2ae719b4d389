using RL4VLM.Core.Manifest;

namespace RL4VLM.Operator.Reconciling;

/// <summary>Whether the operator can run the manifest at all: the Accepted condition.</summary>
internal static class Acceptance
{
    public static bool Check(Draft draft)
    {
        (string Reason, string Message)? problem = ProblemOf(draft.View);
        if (problem is not { } found)
        {
            draft.Set(Reasons.Accepted, true, Reasons.Valid, "the manifest is valid");
            return true;
        }

        if (draft.Before.Conditions?.Any(condition => condition.Type == Reasons.Accepted && condition.Reason == found.Reason && condition.Message == found.Message) != true)
        {
            draft.Event(found.Reason, found.Message, warning: true);
        }

        draft.Set(Reasons.Accepted, false, found.Reason, found.Message);
        draft.Set(Reasons.Progressing, false, Reasons.NotAccepted, "waits for a manifest that can be run; Jobs under way go on");
        draft.Status = draft.Status with { Phase = draft.Status.Phase ?? RunPhase.Pending };
        return false;
    }

    private static (string, string)? ProblemOf(RunView view)
    {
        if (view.Manifest.Manifest is not { } manifest) return (Reasons.InvalidSpec, string.Join("; ", view.Manifest.Errors.Select(error => error.Message)));
        return manifest.Spec.Storage is { AzureBlob: null, Directory: not { VolumeClaim: not null } }
            ? (Reasons.StorageNotShared,
                "spec.storage: a directory of its own in every pod is lost with the pod; give spec.storage.directory.volumeClaim, a ReadWriteMany claim, or spec.storage.azureBlob")
            : null;
    }
}
