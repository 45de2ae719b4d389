namespace RL4VLM.Benchmarks.Operator;

/// <summary>A figure, and what it has to be.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">"" for a count.</param>
/// <param name="AtMost">It fails above.</param>
/// <param name="AtLeast">It fails below.</param>
internal sealed record Measurement(string Name, double Value, string Unit = "", double? AtMost = null, double? AtLeast = null)
{
    public bool Met => !(Value > AtMost) && !(Value < AtLeast);

    public string Target => AtMost is { } most ? $"<= {most:0.##}" : AtLeast is { } least ? $">= {least:0.##}" : "";

    /// <summary>50th, 90th and 99th percentile and the maximum, the 99th with a target.</summary>
    public static IEnumerable<Measurement> Latencies(string name, IEnumerable<double> seconds, double? atMost)
    {
        double[] sorted = [.. seconds.Order()];
        // The smallest that so large a share does not exceed.
        double At(double share) => sorted.Length == 0 ? 0 : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
        return [new($"{name}, p50", At(0.5), "s"), new($"{name}, p90", At(0.9), "s"), new($"{name}, p99", At(0.99), "s", atMost), new($"{name}, max", At(1), "s")];
    }
}
