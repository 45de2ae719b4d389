using System.Text.Json;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments.Replay;

internal static class BlackjackReplay
{
    public static void Compare(RecordedRow row)
    {
        BlackjackState state = Read(row.State);
        CompareSums(row, "state ", row.State, state);
        var tape = new TapeCardSource([.. Drawn(row, "drawn_by_player"), .. Drawn(row, "drawn_by_dealer")]);
        (BlackjackState next, StepOutcome outcome) = BlackjackRules.Step(state, row.Action, tape);
        row.Compare("cards left on the tape", 0, tape.Left);
        BlackjackState recorded = Read(row.Next);
        row.Compare("dealer", InfoText.Cards(recorded.Dealer), InfoText.Cards(next.Dealer));
        row.Compare("player", InfoText.Cards(recorded.Player), InfoText.Cards(next.Player));
        CompareSums(row, "", row.Next, next);
        row.Compare(outcome, BlackjackRules.Actions);

        // The reference's observation without pictures; its ace flag is always 0.
        if (row.Optional("obs") is { } observation) row.CompareJson("obs", observation, $"[{next.PlayerTotal},{next.UpCard.Value},0]");
    }

    private static void CompareSums(RecordedRow row, string prefix, JsonElement recorded, BlackjackState state)
    {
        if (recorded.TryGetProperty("player_sum", out JsonElement player)) row.Compare($"{prefix}player_sum", player.GetInt32(), state.PlayerTotal);
        if (recorded.TryGetProperty("dealer_sum", out JsonElement dealer)) row.Compare($"{prefix}dealer_sum", dealer.GetInt32(), BlackjackRules.Total(state.Dealer));
        if (recorded.TryGetProperty("player_usable_ace", out JsonElement ace)) row.Compare($"{prefix}player_usable_ace", ace.GetInt32(), state.Soft ? 1 : 0);
    }

    private static IEnumerable<Card> Drawn(RecordedRow row, string name) => row.Optional(name) is { } cards ? Hand(cards) : [];

    private static BlackjackState Read(JsonElement state) => new(Hand(state.GetProperty("dealer")), Hand(state.GetProperty("player")));

    private static Card[] Hand(JsonElement cards) =>
        [.. cards.EnumerateArray().Select(card => new Card(card.GetProperty("value").GetInt32(), card.GetProperty("face").GetString()!, card.GetProperty("suit").GetString()!))];
}
