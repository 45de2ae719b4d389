using System.Globalization;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments.Rendering;

/// <summary>NumberLine's picture (spec section 1.1): target and current number as black text on white.</summary>
internal sealed class NumberLinePainter : IPainter
{
    private const double FontSize = 36;
    private const double Margin = 30;
    private const double KernTa = 0.14;

    public static NumberLinePainter Instance { get; } = new();

    public string Name => "numberline";

    void IPainter.Paint(Canvas canvas, TaskState state, Jitter jitter)
    {
        var line = (NumberLineState)state;
        canvas.Clear(Ink.White);
        Line(canvas, string.Create(CultureInfo.InvariantCulture, $"Target: {line.ShownTarget}"), 60, jitter);
        Line(canvas, string.Create(CultureInfo.InvariantCulture, $"Current: {line.Current}"), 180, jitter);
    }

    private static void Line(Canvas canvas, string text, double y, Jitter jitter)
    {
        Face font = jitter.Font(Face.SansBold);
        double size = Math.Round(FontSize * jitter.Scale(0.3, 0.1));
        double x = Margin + jitter.Offset(Margin - 2), top = y + jitter.Offset(45);
        if (!jitter.IsOff)
        {
            // A wide font at the right margin moves left rather than out of the picture.
            canvas.Font(font, size);
            x = Math.Max(2, Math.Min(x, Pictures.Size - 4 - canvas.TextWidth(text)));
        }

        // Pillow kerns the pair "Ta", Cairo's plain text does not.
        bool kerned = text[0] == 'T' && font == Face.SansBold;
        if (!kerned)
        {
            canvas.Text(text, x, top, font, size, Ink.Black, Pictures.Size - 4);
            return;
        }

        canvas.Text(text[..1], x, top, font, size, Ink.Black);
        canvas.Text(text[1..], x + canvas.TextWidth(text[..1]) - Math.Round(KernTa * size), top, font, size, Ink.Black, Pictures.Size - 4);
    }
}
