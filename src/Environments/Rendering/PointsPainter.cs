using RL4VLM.Core.Manifest;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments.Rendering;

/// <summary>The table of EZPoints and Points24 (spec sections 1.2 and 1.3): a row of cards, the formula below.</summary>
internal sealed class PointsPainter : IPainter
{
    private const int Left = 5;

    private readonly bool two;
    private readonly bool fit;

    private PointsPainter(PointsGame game, Fidelity fidelity)
    {
        two = game.Cards == 2;
        fit = fidelity == Fidelity.Corrected;
        Name = $"{game.Name} {fidelity}";
    }

    public string Name { get; }

    // In the paper's version long formulas run off the right edge; the corrected one squeezes them.
    private double Widest => fit ? Pictures.Size - 15 : double.PositiveInfinity;

    public static PointsPainter For(PointsGame game, Fidelity fidelity) => new(game, fidelity);

    void IPainter.Paint(Canvas canvas, TaskState state, Jitter jitter)
    {
        var points = (PointsState)state;
        canvas.Clear(Ink.Table);
        (int width, int height, int y) = two ? (135, 189, 55) : (67, 93, 103);
        for (int i = 0; i < points.Cards.Count; i++)
        {
            string card = points.Cards[i];
            int x = Left + (int)(i * width * 1.1);
            if (jitter.IsOff)
            {
                CardArt.Lay(canvas, card[0], card[1], x, y, width, height, width);
            }
            else
            {
                double scale = jitter.Scale(0.2, 0), w = Math.Round(width * scale), h = Math.Round(height * scale);
                double dx = Math.Clamp(x + ((width - w) / 2) + jitter.Offset(5), 0, Pictures.Size - w), dy = y + ((height - h) / 2) + jitter.Offset(two ? 12 : 40);

                // The formula below stays free.
                dy = Math.Min(dy, (two ? 256 : 205) - h);
                CardArt.LayOnce(canvas, card[0], card[1], dx, dy, w, h, w, jitter.Font(Face.SansBold));
            }
        }

        string tokens = string.Join(' ', points.Formula);
        double top = jitter.Offset(4), left = 10 + jitter.Offset(7);
        Face font = jitter.Font(Face.Sans);
        double scaleOfText = jitter.Scale(0.1, 0.1);
        if (two)
        {
            canvas.Text($"Formula: {tokens}", left, 258 + top, font, Math.Round(20 * scaleOfText), Ink.White, Widest);
            return;
        }

        canvas.Text("Formula:", left, 210 + top, font, Math.Round(16 * scaleOfText), Ink.White);
        if (tokens.Length > 0) canvas.Text(tokens, left, 240 + top, font, Math.Round(16 * scaleOfText), Ink.White, Widest);
    }
}
