using static RL4VLM.Environments.Rendering.Cairo;

namespace RL4VLM.Environments.Rendering;

/// <summary>Draws playing cards: a rank that fills the upper left half, so that it can still be read when the picture is shrunk to 64 pixels,
/// with its suit below and a large suit symbol (under a crown for J, Q and K) to the lower right.</summary>
internal static class CardArt
{
    // Glyph outlines are taken at this size and scaled into place.
    private const double PathSize = 100;

    private static readonly Ink Border = new(120, 120, 120);
    private static readonly Ink BackBlue = new(30, 64, 138);
    private static readonly Ink Gold = new(214, 158, 34);

    // Drawing a card takes some ten times as long as laying it on the table.
    private static readonly LeastRecentlyUsed<(char Suit, char Face, int Width, int Visible), Canvas> Cache = new(256, card => card.Dispose());

    /// <summary>Lays a card on the canvas with its top left at (x, y).</summary>
    /// <param name="canvas">The table.</param>
    /// <param name="suit">H, S, D or C.</param>
    /// <param name="face">A, 2…9, T, J, Q or K.</param>
    /// <param name="x">Pixels from the left.</param>
    /// <param name="y">Pixels from the top.</param>
    /// <param name="width">Of the card.</param>
    /// <param name="height">Of the card.</param>
    /// <param name="visible">Width that no other card covers: the rank keeps within it.</param>
    public static void Lay(Canvas canvas, char suit, char face, int x, int y, int width, int height, int visible)
    {
        (char, char, int, int) key = (suit, face, width, visible);
        Canvas? card = Cache.Find(key);
        if (card is null)
        {
            card = new Canvas(width, height, transparent: true);
            Draw(card, suit, face, width, height, visible, Face.SansBold);
            Cache.Add(key, card);
        }

        canvas.Paint(card, x, y);
    }

    /// <summary>Draws a card that no other picture repeats: size and font of its own.</summary>
    public static void LayOnce(Canvas canvas, char suit, char face, double x, double y, double width, double height, double visible, Face font)
    {
        canvas.Save();
        cairo_translate(canvas.Context, x, y);
        Draw(canvas, suit, face, width, height, visible, font);
        canvas.Restore();
    }

    /// <summary>Lays a card face down.</summary>
    public static void LayBack(Canvas canvas, int x, int y, int width, int height)
    {
        (char, char, int, int) key = (' ', ' ', width, height);
        Canvas? card = Cache.Find(key);
        if (card is null)
        {
            card = new Canvas(width, height, transparent: true);
            DrawBack(card, width, height);
            Cache.Add(key, card);
        }

        canvas.Paint(card, x, y);
    }

    private static void DrawBack(Canvas canvas, double width, double height)
    {
        nint context = canvas.Context;
        Outline(canvas, width, height, Ink.White);
        double inset = width * 0.08;
        RoundedRectangle(context, inset, inset, width - (2 * inset), height - (2 * inset), width * 0.04);
        canvas.Source(BackBlue);
        cairo_fill_preserve(context);
        canvas.Save();
        cairo_clip(context);
        canvas.Source(new Ink(150, 178, 226));
        cairo_set_line_width(context, Math.Max(1, width * 0.015));
        for (double at = -height; at < width + height; at += width * 0.14)
        {
            cairo_move_to(context, at, 0);
            cairo_line_to(context, at + height, height);
            cairo_move_to(context, at, height);
            cairo_line_to(context, at + height, 0);
        }

        cairo_stroke(context);
        canvas.Restore();
    }

    private static void Draw(Canvas canvas, char suit, char face, double width, double height, double visible, Face font)
    {
        nint context = canvas.Context;
        Outline(canvas, width, height, Ink.White);
        canvas.Source(SuitShape.InkOf(suit));
        double left = width * 0.07, top = height * 0.06;
        double room = Math.Min(width * 0.58, visible - left - 2);
        double bottom = Rank(canvas, face, left, top, room, height * 0.36, font);
        double small = Math.Min(width * 0.26, room);
        SuitShape.Fill(context, suit, left + (small * 0.55), bottom + (height * 0.05) + (small / 2), small);

        bool court = face is 'J' or 'Q' or 'K';
        double large = width * (court ? 0.4 : face == 'A' ? 0.58 : 0.48);
        double x = width * (court ? 0.68 : 0.65), y = height * (court ? 0.8 : 0.75);
        SuitShape.Fill(context, suit, x, y, large);
        if (!court) return;
        canvas.Source(Gold);
        SuitShape.Crown(context, width * 0.5, height * 0.47, width * 0.36, height * 0.13);
    }

    // Returns where the rank's foot is. The glyphs are squeezed to three quarters before they are made smaller.
    private static double Rank(Canvas canvas, char face, double left, double top, double room, double height, Face font)
    {
        nint context = canvas.Context;
        string text = face == 'T' ? "10" : face.ToString();
        canvas.Save();
        canvas.Font(font with { Bold = true }, PathSize);
        cairo_new_path(context);
        cairo_move_to(context, 0, 0);
        cairo_text_path(context, text);
        cairo_path_extents(context, out double inkLeft, out double inkTop, out double inkRight, out double inkBottom);
        cairo_new_path(context);

        double vertical = height / (inkBottom - inkTop);
        double horizontal = Math.Min(vertical * 1.05, room / (inkRight - inkLeft));
        double least = text.Length > 1 ? 0.55 : 0.75;
        if (horizontal < vertical * least) vertical = horizontal / least;
        cairo_translate(context, left, top);
        cairo_scale(context, horizontal, vertical);
        cairo_move_to(context, -inkLeft, -inkTop);
        cairo_text_path(context, text);
        cairo_fill(context);
        canvas.Restore();
        return top + (vertical * (inkBottom - inkTop));
    }

    private static void Outline(Canvas canvas, double width, double height, Ink fill)
    {
        // Half a pixel in: the border's middle, so that it is one sharp pixel at whole coordinates.
        RoundedRectangle(canvas.Context, 0.5, 0.5, width - 1, height - 1, width * 0.07);
        canvas.Source(fill);
        cairo_fill_preserve(canvas.Context);
        canvas.Source(Border);
        cairo_set_line_width(canvas.Context, 1);
        cairo_stroke(canvas.Context);
    }

    private static void RoundedRectangle(nint context, double x, double y, double width, double height, double radius)
    {
        cairo_new_path(context);
        cairo_arc(context, x + width - radius, y + radius, radius, -Math.PI / 2, 0);
        cairo_arc(context, x + width - radius, y + height - radius, radius, 0, Math.PI / 2);
        cairo_arc(context, x + radius, y + height - radius, radius, Math.PI / 2, Math.PI);
        cairo_arc(context, x + radius, y + radius, radius, Math.PI, 1.5 * Math.PI);
        cairo_close_path(context);
    }
}
