using System.Globalization;

namespace RL4VLM.Cli.Report;

/// <summary>Maps times to pixels. A pause that dwarfs the rest of a run takes a fixed, small width; all other time is to scale.</summary>
internal sealed class TimeScale
{
    private const double IdleWidth = 16;

    /// <summary>Idle time of less than this is never cut.</summary>
    private static readonly TimeSpan ShortestIdle = TimeSpan.FromMinutes(1);

    private static readonly int[] Steps = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 432000, 864000, 2592000];

    private readonly List<(DateTimeOffset From, DateTimeOffset To, double Left, double Right)> stretches = [];
    private readonly DateTimeOffset first;
    private readonly int step;

    /// <param name="busy">When something was at work, in any order; at least one.</param>
    /// <param name="left">Pixel of the beginning.</param>
    /// <param name="right">Pixel of the end.</param>
    public TimeScale(IEnumerable<(DateTimeOffset From, DateTimeOffset To)> busy, double left, double right)
    {
        (DateTimeOffset From, DateTimeOffset To)[] work = [.. busy.OrderBy(interval => interval.From)];
        first = work[0].From;
        TimeSpan whole = work.Max(interval => interval.To) - first;
        var kept = new List<(DateTimeOffset From, DateTimeOffset To)> { work[0] };
        foreach ((DateTimeOffset from, DateTimeOffset to) in work)
        {
            TimeSpan gap = from - kept[^1].To;
            // One long pause is cut; a run that always waits is shown as it is.
            if (gap > ShortestIdle && gap > 0.05 * (whole - gap)) kept.Add((from, to));
            else if (to > kept[^1].To) kept[^1] = (kept[^1].From, to);
        }

        double idle = Math.Min(IdleWidth, 0.3 * (right - left) / kept.Count);
        double seconds = Math.Max(1e-3, kept.Sum(stretch => (stretch.To - stretch.From).TotalSeconds));
        double scale = (right - left - (idle * (kept.Count - 1))) / seconds;
        double at = left;
        foreach ((DateTimeOffset from, DateTimeOffset to) in kept)
        {
            double end = at + ((to - from).TotalSeconds * scale);
            stretches.Add((from, to, at, end));
            at = end + idle;
        }

        step = Array.Find(Steps, candidate => candidate >= seconds / 8) is > 0 and int found ? found : Steps[^1];
    }

    /// <summary>Pauses that are not to scale.</summary>
    public IEnumerable<(double Left, double Right, TimeSpan Length)> Idle => stretches.Zip(stretches.Skip(1), (before, after) => (before.Right, after.Left, after.From - before.To));

    /// <summary>A time within work or at its edge.</summary>
    public double At(DateTimeOffset time)
    {
        (DateTimeOffset from, DateTimeOffset to, double left, double right) = stretches.FindLast(stretch => stretch.From <= time) is { Right: > 0 } found ? found : stretches[0];
        return to <= from ? left : Math.Clamp(left + ((time - from) / (to - from) * (right - left)), left, right);
    }

    /// <summary>Pixels and labels of round times since the run began, as hours:minutes, with seconds where they differ by less than a minute.</summary>
    public IEnumerable<(double X, string Label)> Ticks()
    {
        double last = double.NegativeInfinity;
        foreach ((DateTimeOffset from, DateTimeOffset to, _, _) in stretches)
        {
            for (long index = (long)Math.Ceiling((from - first).TotalSeconds / step); index * step <= (to - first).TotalSeconds; index++)
            {
                TimeSpan since = TimeSpan.FromSeconds(index * step);
                double x = At(first + since);
                if (x - last < 60) continue;
                last = x;
                yield return (x, string.Create(CultureInfo.InvariantCulture, $"{(int)since.TotalHours}:{since.Minutes:00}{(step < 60 ? $":{since.Seconds:00}" : "")}"));
            }
        }
    }
}
