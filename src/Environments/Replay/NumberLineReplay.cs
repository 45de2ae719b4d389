using System.Text.Json;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments.Replay;

internal static class NumberLineReplay
{
    public static void Compare(RecordedRow row)
    {
        int maxPosition = row.Configuration("max_position")?.GetInt32() ?? 5;
        (NumberLineState next, StepOutcome outcome) = NumberLineRules.Step(Read(row.State), row.Action, maxPosition);
        NumberLineState recorded = Read(row.Next);
        row.Compare("start", recorded.Start, next.Start);
        row.Compare("target", recorded.Target, next.Target);
        row.Compare("current", recorded.Current, next.Current);
        row.Compare("steps_made", recorded.StepsMade, next.StepsMade);
        row.Compare(outcome, NumberLineRules.Actions);
    }

    private static NumberLineState Read(JsonElement state) =>
        new(Number(state, "start"), Number(state, "target"), Number(state, "current"), Number(state, "steps_made"));

    private static int Number(JsonElement state, string name) => state.GetProperty(name).GetInt32();
}
