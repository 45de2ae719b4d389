using System.Diagnostics;

namespace RL4VLM.Benchmarks.Operator;

/// <summary>The measurement: a burst of runs, more of them one by one, a time of rest, and changes that concern nobody.</summary>
internal static class Bench
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // A scraper comes every 30 s: asking all the time for every series of every run would measure the asking.
    private static readonly TimeSpan Asking = TimeSpan.FromSeconds(1);

    // Longer than the last changes of a stage that ends take to arrive.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(3);

    public static async Task<IReadOnlyList<Measurement>> RunAsync(BenchOptions options, Action<string> tell)
    {
        await using BenchCluster cluster = await BenchCluster.StartAsync(options);
        await using OperatorProcess process = await OperatorProcess.StartAsync(options, cluster);
        using HttpClient client = cluster.Client();
        var creator = new RunCreator(client, options);
        var results = new List<Measurement> { new("operator resident memory without runs", process.MemoryMiB("VmRSS"), "MiB") };

        tell($"warming up with {options.WarmUp} runs");
        await creator.CreateAsync(0, options.WarmUp, 0);
        await SettleAsync(process, cluster);
        Usage before = await Usage.OfAsync(process, cluster);

        tell($"creating {options.Runs} runs");
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<string> burst = await creator.CreateAsync(options.WarmUp, options.Runs, options.BurstRate);
        double creating = Stopwatch.GetElapsedTime(start).TotalSeconds;
        int waiting = burst.Count(run => !cluster.FirstJobs.ContainsKey(run));

        tell($"creating {options.Later} more, {options.Rate:0.#} a second");
        IReadOnlyList<string> later = await creator.CreateAsync(options.WarmUp + options.Runs, options.Later, options.Rate);
        await UntilAsync(() => Task.FromResult(creator.Created.Keys.All(cluster.FirstJobs.ContainsKey)), "a first Job for every run", process, cluster);
        double burstThrough = burst.Max(run => Stopwatch.GetElapsedTime(start, cluster.FirstJobs[run]).TotalSeconds);

        tell("waiting for the stages under way to settle");
        await SettleAsync(process, cluster);
        int measured = options.Runs + options.Later, runs = options.WarmUp + measured;
        Usage used = await Usage.OfAsync(process, cluster) - before;
        results.AddRange(
        [
            new("burst: runs", options.Runs),
            new("burst: created within", creating, "s", AtMost: 10),
            new("burst: without a Job when the last was created", waiting),
            new("burst: runs per second through to the first Job", options.Runs / burstThrough, "/s", AtLeast: 100),
            .. Measurement.Latencies("burst: creation to first Job", Seconds(burst), null),
            .. Measurement.Latencies("once the burst is in: creation to first Job", Seconds(later), 2),
            new("reconciles per run", (double)used.Reconciles / measured),
            new("status writes per reconcile", (double)used.StatusWrites / used.Reconciles, "", AtMost: 1),
            new("status writes per run", (double)used.StatusWrites / measured),
            new("status writes refused as stale", cluster.Log.Count(BenchCluster.OperatorAccount, "patch", "rl4vlmruns/status", 409)),
            new("API calls per run", (double)used.Calls / measured),
            new("events sent per run", (double)used.Events / measured),
            new("events dropped", (await process.MetricsAsync()).Sum("rl4vlm_operator_events_dropped_total")),
            new("requests refused by the chart's roles", cluster.Denials.Count, "", AtMost: 0),
            new("operator processor time per run", used.OperatorCpu / measured * 1000, "ms"),
            new("fake API server processor time per run", used.ServerCpu / measured * 1000, "ms"),
        ]);

        tell($"nothing changes for {options.Idle.TotalSeconds:0} s");
        (long writes, double cpu) = (cluster.Writes(), process.CpuSeconds);
        await Task.Delay(options.Idle);
        results.Add(new("at rest: writes", cluster.Writes() - writes, "", AtMost: 0));
        results.Add(new("at rest: processor time", (process.CpuSeconds - cpu) / options.Idle.TotalSeconds * 100, "%"));

        tell("a label on every run that means nothing to the operator");
        writes = cluster.Writes();
        long reconciled = (await process.MetricsAsync()).Reconciles;
        await creator.TouchAsync(runs, "once");
        await UntilAsync(async () => (await process.MetricsAsync()).Reconciles - reconciled >= runs, "a reconcile of every run", process, cluster);
        await SettleAsync(process, cluster);
        results.Add(new("nothing to do: reconciles", (await process.MetricsAsync()).Reconciles - reconciled, "", AtLeast: runs));
        results.Add(new("nothing to do: writes", cluster.Writes() - writes, "", AtMost: 0));
        results.Add(new("operator resident memory, now", process.MemoryMiB("VmRSS"), "MiB"));
        results.Add(new("operator resident memory, peak", process.MemoryMiB("VmHWM"), "MiB", AtMost: 200));
        results.Add(new("warnings in the operator's log", process.Complaints.Count));
        foreach (string complaint in process.Complaints.Concat(cluster.Denials).Take(5)) tell(complaint);
        return results;

        IEnumerable<double> Seconds(IEnumerable<string> keys) => keys.Select(run => Stopwatch.GetElapsedTime(creator.Created[run], cluster.FirstJobs[run]).TotalSeconds);
    }

    /// <summary>Until the operator has neither reconciled nor written for a while.</summary>
    private static async Task SettleAsync(OperatorProcess process, BenchCluster cluster)
    {
        (long Reconciles, long Writes) last = default;
        long since = Stopwatch.GetTimestamp();
        await UntilAsync(async () =>
        {
            (long, long) now = ((await process.MetricsAsync()).Reconciles, cluster.Writes());
            if (now != last) (last, since) = (now, Stopwatch.GetTimestamp());
            return Stopwatch.GetElapsedTime(since) >= Quiet;
        }, "the operator to come to rest", process, cluster);
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, string what, OperatorProcess process, BenchCluster cluster)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException($"waited {Patience.TotalMinutes:0} minutes for {what}\n{string.Join('\n', process.Complaints.Concat(cluster.Denials).Take(20))}");
            }

            await Task.Delay(Asking);
        }
    }
}
