using System.Text.Json;
using RL4VLM.Core.Manifest;

namespace RL4VLM.Operator.Reconciling;

/// <summary>What the operator does for a run (design section 8). Pure and level-triggered: it looks at what is, not at what happened.</summary>
public static class RunDecider
{
    public static Decision Decide(RunView view)
    {
        if (view.Run.Metadata.DeletionTimestamp is not null) return Decision.LeaveAlone;
        if (IsAnothers(view.Run.Spec)) return Decision.LeaveAlone;

        var draft = new Draft(view);
        if (Ending.IsOver(draft)) return draft.ToDecision();
        if (!Acceptance.Check(draft)) return draft.ToDecision();
        StageCounts.CountRestarts(draft);
        Completion.Absorb(draft);
        Deadlines.Check(draft);
        if (Conditions.IsTrue(draft.Status, Reasons.Failed))
        {
            Ending.Stop(draft);
        }
        else
        {
            if (!Suspension.Check(draft))
            {
                Start.Check(draft);
                StagePlanning.Plan(draft);
            }

            Ending.CheckSuccess(draft);
        }

        Traces.Prune(draft);
        CleanUp.Old(draft);
        StageCounts.Write(draft);
        ProgressReport.Write(draft);
        return draft.ToDecision();
    }

    /// <summary>Read from the spec as it stands: another controller's run need not be valid for us.</summary>
    private static bool IsAnothers(JsonElement spec) =>
        spec.ValueKind == JsonValueKind.Object && spec.TryGetProperty("lifecycle", out JsonElement lifecycle) && lifecycle.ValueKind == JsonValueKind.Object
        && lifecycle.TryGetProperty("managedBy", out JsonElement manager) && manager.ValueKind == JsonValueKind.String
        && manager.GetString() != new LifecycleSpec().ManagedBy;
}
