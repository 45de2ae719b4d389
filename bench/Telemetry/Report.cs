namespace RL4VLM.Benchmarks.Telemetry;

/// <summary>The result as a table.</summary>
internal static class Report
{
    /// <summary>Most of the iterations whose export may have been warned of.</summary>
    private const double LostShare = 0.05;

    /// <returns>Whether the target is met.</returns>
    public static bool Print(PairedResult result, double limit, bool control)
    {
        Ratio cpu = Ratio.Of([.. result.Pairs.Select(pair => (pair.On.Cpu, pair.Off.Cpu))]);
        Ratio wall = Ratio.Of([.. result.Pairs.Select(pair => (pair.On.Wall, pair.Off.Wall))]);
        Console.WriteLine($"{result.Pairs.Count} pairs, {result.Pairs.Average(pair => pair.Off.Cpu):0.00} CPU-seconds an iteration without the export");
        Line("processor time", cpu);
        Line("wall time", wall);
        Console.WriteLine($"{result.Pairs.Average(pair => 1000 * (pair.On.Cpu - pair.Off.Cpu)):0.0} CPU-milliseconds an iteration, all together");
        Console.WriteLine($"of which to begin and end an export, here in every iteration: {1000 * result.Empty.Cpu:0.0} CPU-milliseconds; the first time in a process {1000 * result.First.Cpu:0}");
        Console.WriteLine($"the collector got {result.Spans} spans and {result.Metrics} metrics; both sides' last checkpoints {(result.Same ? "are the same" : "DIFFER")}");
        string[] warnings = result.Warnings.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (IGrouping<string, string> warning in warnings.GroupBy(line => line)) Console.WriteLine($"{warning.Count()} times: {warning.Key}");
        // A collector that drops a connection on a busy machine now and then is none that is away.
        bool live = warnings.Length <= LostShare * result.Pairs.Count;
        bool met = cpu.Percent <= limit && result.Same && live && (control || result is { Spans: > 0, Metrics: > 0 });
        Console.WriteLine($"target: at most {limit:0.0} % of processor time: {(met ? "met" : "MISSED")}; load average {File.ReadAllText("/proc/loadavg").Split(' ')[0]}");
        return met;
    }

    private static void Line(string name, Ratio ratio) =>
        Console.WriteLine($"{name,-16}{ratio.Percent,7:+0.00;-0.00} %   95 % interval {ratio.Low:+0.00;-0.00} to {ratio.High:+0.00;-0.00} %   all together {ratio.Total:+0.00;-0.00} %");
}
