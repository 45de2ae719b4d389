using static RL4VLM.Environments.Rendering.Cairo;

namespace RL4VLM.Environments.Rendering;

/// <summary>Suit symbols and the crown as closed paths.</summary>
internal static class SuitShape
{
    private static readonly Ink Red = new(200, 16, 30);

    /// <summary>Hearts and diamonds are red.</summary>
    public static Ink InkOf(char suit) => suit is 'H' or 'D' ? Red : Ink.Black;

    /// <summary>Fills a suit symbol centred on (x, y), <paramref name="size"/> pixels high.</summary>
    public static void Fill(nint context, char suit, double x, double y, double size)
    {
        cairo_save(context);
        cairo_translate(context, x, y);
        cairo_scale(context, size, size);
        cairo_new_path(context);
        switch (suit)
        {
            case 'H':
                Heart(context, 1);
                break;
            case 'D':
                Diamond(context);
                break;
            case 'S':
                Heart(context, -1);
                cairo_fill(context);
                Stem(context);
                break;
            case 'C':
                Club(context);
                cairo_fill(context);
                Stem(context);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(suit), suit, "suits are H, S, D and C");
        }

        cairo_fill(context);
        cairo_restore(context);
    }

    /// <summary>Fills a crown in the box whose top left is (x, y).</summary>
    public static void Crown(nint context, double x, double y, double width, double height)
    {
        cairo_new_path(context);
        ReadOnlySpan<(double X, double Y)> outline = [(0, 1), (0, 0.2), (0.25, 0.55), (0.5, 0), (0.75, 0.55), (1, 0.2), (1, 1)];
        foreach ((double px, double py) in outline) cairo_line_to(context, x + (px * width), y + (py * height));
        cairo_close_path(context);
        cairo_fill(context);
    }

    // Point down for hearts (direction 1); turned over it is a spade's body, a little higher to leave room for the stem.
    private static void Heart(nint context, double direction)
    {
        double shift = direction > 0 ? 0 : -0.06;
        void Curve(double x1, double y1, double x2, double y2, double x3, double y3) =>
            cairo_curve_to(context, x1, shift + (direction * y1), x2, shift + (direction * y2), x3, shift + (direction * y3));
        cairo_move_to(context, 0, shift + (direction * 0.46));
        Curve(-0.12, 0.26, -0.48, 0.1, -0.48, -0.18);
        Curve(-0.48, -0.5, -0.08, -0.5, 0, -0.22);
        Curve(0.08, -0.5, 0.48, -0.5, 0.48, -0.18);
        Curve(0.48, 0.1, 0.12, 0.26, 0, 0.46);
        cairo_close_path(context);
    }

    private static void Diamond(nint context)
    {
        cairo_move_to(context, 0, -0.5);
        cairo_curve_to(context, 0.1, -0.3, 0.26, -0.1, 0.4, 0);
        cairo_curve_to(context, 0.26, 0.1, 0.1, 0.3, 0, 0.5);
        cairo_curve_to(context, -0.1, 0.3, -0.26, 0.1, -0.4, 0);
        cairo_curve_to(context, -0.26, -0.1, -0.1, -0.3, 0, -0.5);
        cairo_close_path(context);
    }

    private static void Club(nint context)
    {
        ReadOnlySpan<(double X, double Y)> leaves = [(0, -0.26), (-0.25, 0.08), (0.25, 0.08)];
        foreach ((double x, double y) in leaves)
        {
            cairo_new_sub_path(context);
            cairo_arc(context, x, y, 0.23, 0, 2 * Math.PI);
            cairo_close_path(context);
        }

        cairo_rectangle(context, -0.1, -0.14, 0.2, 0.24);
    }

    private static void Stem(nint context)
    {
        cairo_new_path(context);
        cairo_move_to(context, -0.04, 0.05);
        cairo_curve_to(context, -0.04, 0.3, -0.1, 0.42, -0.22, 0.48);
        cairo_line_to(context, 0.22, 0.48);
        cairo_curve_to(context, 0.1, 0.42, 0.04, 0.3, 0.04, 0.05);
        cairo_close_path(context);
    }
}
