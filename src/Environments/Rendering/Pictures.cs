using RL4VLM.Core.Imaging;
using RL4VLM.Environments.Randomness;

namespace RL4VLM.Environments.Rendering;

/// <summary>Renders states to 300×300 RGB. Pictures without jitter are kept once a state comes up again: from its second picture on an equal
/// state gives the same object, as long as it is among the most recently used.</summary>
public static class Pictures
{
    public const int Size = 300;

    // 270 kB each.
    private const int Kept = 96;
    private const int Remembered = 4096;

    // One canvas and one card cache for the process: a picture takes a fraction of a millisecond, and Cairo surfaces must not be shared.
    private static readonly Lock Gate = new();
    private static readonly LeastRecentlyUsed<(string Painter, string State), RgbImage> Cache = new(Kept);

    // Most card states come up once in a while or never again; keeping their pictures costs more (garbage that lives) than it saves.
    private static readonly HashSet<(string Painter, string State)> Once = [];
    private static Canvas? canvas;

    /// <param name="painter">The task's.</param>
    /// <param name="state">What to draw.</param>
    /// <param name="jitter">Strength, 0 to 1.</param>
    /// <param name="seed">The episode's.</param>
    /// <param name="step">The step within it; with the seed it determines the jitter.</param>
    public static RgbImage Render(IPainter painter, TaskState state, double jitter, ulong seed, int step)
    {
        lock (Gate)
        {
            if (jitter != 0) return Draw(painter, state, new Jitter(jitter, SplitMix.Hash(seed, (ulong)step)));
            (string, string) key = (painter.Name, state.Key);
            if (Cache.Find(key) is { } known) return known;
            RgbImage picture = Draw(painter, state, new Jitter(0, 0));
            if (Once.Count >= Remembered) Once.Clear();
            if (!Once.Add(key)) Cache.Add(key, picture);
            return picture;
        }
    }

    /// <summary>As <see cref="Render"/> without jitter, but always drawn: for measurements.</summary>
    internal static RgbImage DrawAlways(IPainter painter, TaskState state)
    {
        lock (Gate) return Draw(painter, state, new Jitter(0, 0));
    }

    private static RgbImage Draw(IPainter painter, TaskState state, Jitter jitter)
    {
        canvas ??= new Canvas(Size, Size, transparent: false);
        painter.Paint(canvas, state, jitter);
        return canvas.ToImage();
    }
}
