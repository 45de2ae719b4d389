using System.Collections.Concurrent;
using System.Globalization;
using RL4VLM.Core.Imaging;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments.Rendering;

/// <summary>NumberLine's picture: two lines of bold text on white (spec section 1.1).</summary>
internal static class NumberLineRenderer
{
    public const int Side = 300;

    private const double Size = 36, Left = 30, TargetTop = 60, CurrentTop = 180;

    /// <summary>Finished pictures; without jitter there is one for each pair of numbers.</summary>
    private static readonly ConcurrentDictionary<(int Target, int Current), RgbImage> Cache = new();

    public static RgbImage Render(NumberLineState state, Variation variation) => variation.IsNone
        ? Cache.GetOrAdd((state.Target, state.Current), _ => Draw(state, variation))
        : Draw(state, variation);

    private static RgbImage Draw(NumberLineState state, Variation variation)
    {
        using var canvas = new Canvas(Side, Side, (255, 255, 255));
        canvas.Colour((0, 0, 0));
        double size = Size * (1 + (0.12 * variation.Size)), x = Left + (20 * variation.X), dy = 30 * variation.Y;
        canvas.Text(string.Create(CultureInfo.InvariantCulture, $"Target: {state.Target}"), x, TargetTop + dy, size, bold: true, variation.Family);
        canvas.Text(string.Create(CultureInfo.InvariantCulture, $"Current: {state.Current}"), x, CurrentTop + dy, size, bold: true, variation.Family);
        return canvas.ToImage();
    }
}
