namespace RL4VLM.Environments.GymCards;

/// <summary>A dealt card: value 1 to 10 (aces 1, faces 10), face <c>A</c>, <c>2</c>…<c>9</c>, <c>J</c>, <c>Q</c>, <c>K</c>, suit <c>C</c>, <c>D</c>, <c>H</c>, <c>S</c>.</summary>
public readonly record struct Card(int Value, string Face, string Suit)
{
    public override string ToString() => Suit + Face;
}

/// <summary>Blackjack's state; the dealer's first card is the one that shows.</summary>
public sealed record BlackjackState(IReadOnlyList<Card> Dealer, IReadOnlyList<Card> Player) : TaskState
{
    public override string Key => $"{Dealer[0]}|{string.Join(' ', Player)}";

    /// <summary>Best total of a hand, and whether an ace counts 11 in it.</summary>
    public static (int Total, bool Soft) Sum(IReadOnlyList<Card> hand)
    {
        int total = 0;
        bool ace = false;
        foreach (var card in hand)
        {
            total += card.Value;
            ace |= card.Value == 1;
        }

        return ace && total + 10 <= 21 ? (total + 10, true) : (total, false);
    }
}
