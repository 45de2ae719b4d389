namespace RL4VLM.Benchmarks.Operator;

/// <summary>What was done so far, and at what cost.</summary>
/// <param name="Reconciles">By the operator's own count.</param>
/// <param name="StatusWrites">Carried out.</param>
/// <param name="Events">Created and repeated.</param>
/// <param name="Calls">Of the operator, to the API.</param>
/// <param name="OperatorCpu">Seconds.</param>
/// <param name="ServerCpu">Seconds of this process: the API server, its controllers and those who create runs.</param>
internal readonly record struct Usage(long Reconciles, long StatusWrites, long Events, long Calls, double OperatorCpu, double ServerCpu)
{
    public static async Task<Usage> OfAsync(OperatorProcess process, BenchCluster cluster) => new(
        (await process.MetricsAsync()).Reconciles, cluster.Writes("rl4vlmruns/status"), cluster.Writes("events"), cluster.Calls(), process.CpuSeconds,
        Environment.CpuUsage.TotalTime.TotalSeconds);

    public static Usage operator -(Usage after, Usage before) => new(
        after.Reconciles - before.Reconciles, after.StatusWrites - before.StatusWrites, after.Events - before.Events, after.Calls - before.Calls,
        after.OperatorCpu - before.OperatorCpu, after.ServerCpu - before.ServerCpu);
}
