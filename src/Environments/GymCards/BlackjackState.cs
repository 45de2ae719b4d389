using System.Globalization;
using System.Text;

namespace RL4VLM.Environments.GymCards;

/// <summary>Blackjack (spec section 1.4). Only the dealer's first card is in the picture.</summary>
/// <param name="Dealer">The dealer's hand; the first card is face up.</param>
/// <param name="Player">The player's hand.</param>
public sealed record BlackjackState(IReadOnlyList<Card> Dealer, IReadOnlyList<Card> Player) : TaskState
{
    public Card UpCard => Dealer[0];

    /// <summary>The player's total, an ace as 11 where that fits.</summary>
    public int PlayerTotal => BlackjackRules.Total(Player);

    /// <summary>Whether an ace of the player's counts 11.</summary>
    public bool Soft => BlackjackRules.HasUsableAce(Player);

    public override string Key
    {
        get
        {
            var text = new StringBuilder((3 * Player.Count) + 4).Append(UpCard.Suit).Append(UpCard.Face).Append('|');
            foreach (Card card in Player) text.Append(card.Suit).Append(card.Face).Append(' ');
            return text.ToString();
        }
    }

    protected override string Describe() =>
        string.Create(CultureInfo.InvariantCulture, $"dealer {Code(UpCard)}, player {string.Join(' ', Player.Select(Code))}, {(Soft ? "soft " : "")}{PlayerTotal}");

    private static string Code(Card card) => card.Suit + card.Face;
}
