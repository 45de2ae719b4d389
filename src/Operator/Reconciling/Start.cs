using RL4VLM.Operator.Jobs;

namespace RL4VLM.Operator.Reconciling;

/// <summary>The run's start: images and manifest are settled before the first Job, so that an upgrade of the operator does not change a run under way.</summary>
internal static class Start
{
    public static void Check(Draft draft)
    {
        if (draft.Status.StartTime is null)
        {
            draft.Status = draft.Status with { StartTime = draft.View.Now, Images = draft.View.Settings.Images };
            draft.Event("Started", "the run starts");
        }

        // A change of what stages see takes effect for those not yet started.
        ManifestSnapshot snapshot = draft.View.Read.Snapshot!;
        draft.Snapshot = snapshot;
        draft.Status = draft.Status with { Manifest = snapshot.Name };
    }
}
