using RL4VLM.Environments.Randomness;

namespace RL4VLM.Environments.GymCards;

/// <summary>Where Blackjack's cards come from.</summary>
public interface ICardSource
{
    Card Draw();
}

/// <summary>Cards of a recording, in order.</summary>
public sealed class TapeCardSource(IEnumerable<Card> cards) : ICardSource
{
    private readonly Queue<Card> tape = new(cards);

    /// <summary>Cards nobody drew.</summary>
    public int Left => tape.Count;

    /// <exception cref="InvalidOperationException">The tape is at its end.</exception>
    public Card Draw() => tape.Count > 0 ? tape.Dequeue() : throw new InvalidOperationException("the tape has no further card");
}

/// <summary>The infinite deck of the reference, drawn from NumPy's generator: value, suit, then a face for a ten (never "10" itself).</summary>
public sealed class InfiniteDeck(NumPyGenerator random) : ICardSource
{
    private static readonly string[] Suits = ["C", "D", "H", "S"];
    private static readonly string[] Faces = ["J", "Q", "K"];

    // Every card is one object: hands hold references, drawing allocates nothing.
    private static readonly Card[] All = [.. from suit in Suits
                                             from value in Enumerable.Range(1, 12)
                                             select value switch
                                             {
                                                 1 => new Card(1, "A", suit),
                                                 < 10 => new Card(value, ((char)('0' + value)).ToString(), suit),
                                                 _ => new Card(10, Faces[value - 10], suit),
                                             }];

    public Card Draw()
    {
        int value = Math.Min(random.Below(13) + 1, 10);
        int suit = random.Below(4);
        int face = value == 10 ? random.Below(3) : 0;
        return All[(suit * 12) + value + face - 1];
    }

    /// <summary>Two draws that the reference makes after dealing and does not use.</summary>
    public void Waste(Card upCard)
    {
        random.Below(4);
        if (upCard.Value == 10) random.Below(3);
    }
}
