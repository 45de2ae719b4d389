using RL4VLM.Core.Manifest;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments.Rendering;

/// <summary>The Blackjack table (spec section 1.4): the dealer's first card and a card back above, the player's hand below.</summary>
internal sealed class BlackjackPainter : IPainter
{
    private const int Width = 70;
    private const int Height = 98;
    private const int Left = 5;
    private const int Step = 74;
    private const int HandTop = 150;

    // A fifth card at the plain distance would leave the picture.
    private const int PlainCards = 4;
    private const int MostInOneRow = 9;

    private static readonly BlackjackPainter Corrected = new(Fidelity.Corrected), Paper = new(Fidelity.Paper);

    private readonly bool paper;

    private BlackjackPainter(Fidelity fidelity)
    {
        paper = fidelity == Fidelity.Paper;
        Name = $"blackjack {fidelity}";
    }

    public string Name { get; }

    public static BlackjackPainter For(Fidelity fidelity) => fidelity == Fidelity.Paper ? Paper : Corrected;

    void IPainter.Paint(Canvas canvas, TaskState state, Jitter jitter)
    {
        var table = (BlackjackState)state;
        canvas.Clear(Ink.Table);
        Face label = jitter.Font(Face.SansBold);
        double labelSize = Math.Round(16 * jitter.Scale(0.1, 0.1));
        canvas.Text("Dealer", Left + jitter.Offset(4), 5 + jitter.Offset(3), label, labelSize, Ink.White);
        canvas.Text("Player", Left + jitter.Offset(4), 130 + jitter.Offset(3), label, labelSize, Ink.White);

        int x = Left + (jitter.IsOff ? 0 : (int)Math.Abs(jitter.Offset(80))), y = 25 + (int)jitter.Offset(3);
        double scale = jitter.Scale(0.15, 0);
        Lay(canvas, table.UpCard, x, y, Width, scale, jitter);
        CardArt.LayBack(canvas, x + 73, y, (int)Math.Round(Width * scale), (int)Math.Round(Height * scale));

        scale = jitter.Scale(0.15, 0);
        int dx = jitter.IsOff ? 0 : (int)(jitter.Offset(5) + (table.Player.Count < PlainCards ? Math.Abs(jitter.Offset(60 / table.Player.Count)) : 0));
        int dy = (int)jitter.Offset(4);
        foreach ((int left, int top, int visible, Card card) in paper ? InReference(table.Player) : Overlapping(table.Player))
        {
            Lay(canvas, card, paper ? left + dx : Math.Clamp(left + dx, 0, Pictures.Size - Width), paper ? top + dy : Math.Min(top + dy, Pictures.Size - Height), visible, scale, jitter);
        }
    }

    private static void Lay(Canvas canvas, Card card, int x, int y, int visible, double scale, Jitter jitter)
    {
        char face = card.Face[0];
        if (jitter.IsOff) CardArt.Lay(canvas, card.Suit[0], face, x, y, Width, Height, visible);
        else CardArt.LayOnce(canvas, card.Suit[0], face, x, y, Math.Round(Width * scale), Math.Round(Height * scale), visible * scale, jitter.Font(Face.SansBold));
    }

    // The fifth card of a row lands outside the picture, later rows mostly below it.
    private static IEnumerable<(int Left, int Top, int Visible, Card Card)> InReference(IReadOnlyList<Card> hand)
    {
        for (int i = 0; i < hand.Count; i++) yield return (Left + (i % 5 * Step), HandTop + (i / 5 * 102), Width, hand[i]);
    }

    // Cards move together until the last one ends where the fourth would; a very long hand takes two rows, of which each shows its ranks.
    private static IEnumerable<(int Left, int Top, int Visible, Card Card)> Overlapping(IReadOnlyList<Card> hand)
    {
        int rows = hand.Count <= MostInOneRow ? 1 : 2;
        int inRow = Math.Max(PlainCards, (hand.Count + rows - 1) / rows);
        int span = Step * (PlainCards - 1) - 2;
        for (int i = 0; i < hand.Count; i++)
        {
            int row = i / inRow, column = i % inRow;
            int left = inRow == PlainCards ? column * Step : column * span / (inRow - 1);
            bool last = column == inRow - 1 || i == hand.Count - 1;
            int next = inRow == PlainCards ? left + Step : (column + 1) * span / (inRow - 1);
            yield return (Left + left, HandTop + (row * 50), last ? Width : Math.Min(Width, next - left), hand[i]);
        }
    }
}
