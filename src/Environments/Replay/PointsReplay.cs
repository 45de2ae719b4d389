using System.Text.Json;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments.Replay;

internal static class PointsReplay
{
    public static void Compare(RecordedRow row, string task)
    {
        bool facesAs10 = row.Configuration("treat_face_cards_as_10")?.GetBoolean() ?? true;
        PointsGame game = task == TaskCatalog.EZPoints ? PointsGame.EZPoints : facesAs10 ? PointsGame.Points24 : PointsGame.Points24WithFaces;
        (PointsState next, StepOutcome outcome) = PointsRules.Step(game, Read(row.State), row.Action);
        row.CompareJson("cards", row.Next.GetProperty("cards"), InfoText.Strings(next.Cards));
        row.CompareJson("numbers", row.Next.GetProperty("numbers"), InfoText.Numbers(next.Numbers));
        row.CompareJson("formula", row.Next.GetProperty("formula"), InfoText.Formula(next.Formula));
        row.CompareJson("used", row.Next.GetProperty("used"), InfoText.Numbers(next.Used));
        row.Compare(outcome, game.Actions);
    }

    private static PointsState Read(JsonElement state) => new(
        [.. state.GetProperty("cards").EnumerateArray().Select(card => card.GetString()!)],
        [.. state.GetProperty("numbers").EnumerateArray().Select(number => number.GetInt32())],
        [.. state.GetProperty("formula").EnumerateArray().Select(token => token.ToString())],
        [.. state.GetProperty("used").EnumerateArray().Select(number => number.GetInt32())]);
}
