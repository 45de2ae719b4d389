using System.Globalization;

namespace RL4VLM.Benchmarks.Operator;

/// <summary>One reading of /metrics.</summary>
internal sealed class Scrape(string text)
{
    private readonly string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs reconciled so far.</summary>
    public long Reconciles => (long)Sum("rl4vlm_operator_reconcile_duration_seconds_count");

    /// <summary>All series of a name together; 0 when there is none yet.</summary>
    public double Sum(string name) => lines
        .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line[name.Length] is ' ' or '{')
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}
