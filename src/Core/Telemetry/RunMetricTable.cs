namespace RL4VLM.Core.Telemetry;

/// <summary>What the operator exports of every run for as long as its resource exists: the summaries' measures, so that curves do not end with a
/// pod, and the pipeline's own state.</summary>
public static class RunMetricTable
{
    public const string Prefix = "rl4vlm.run.";
    public const string Iteration = "rl4vlm.run.iteration";
    public const string Iterations = "rl4vlm.run.iterations";
    public const string Active = "rl4vlm.run.active";
    public const string Failed = "rl4vlm.run.failed";
    public const string LastCompletion = "rl4vlm.run.last_completion";
    public const string Restarts = "rl4vlm.run.restarts";
    public const string GpuTime = "rl4vlm.run.gpu_time";
    public const string Pods = "rl4vlm.run.pods";
    public const string PodsWaiting = "rl4vlm.run.pods_waiting";
    public const string QueueTime = "rl4vlm.run.stage.queue_time";
    public const string StartTime = "rl4vlm.run.stage.start_time";
    public const string WallTime = "rl4vlm.run.stage.wall_time";
    public const string TokenRate = "rl4vlm.run.stage.token_rate";
    public const string StepRate = "rl4vlm.run.stage.step_rate";

    /// <summary>A label's value where there is nothing to tell.</summary>
    public const string None = "none";

    private static readonly string[] OfRun = [MetricLabels.Namespace, MetricLabels.Run];
    private static readonly string[] OfRunStage = [.. OfRun, MetricLabels.Stage];

    public static IReadOnlyList<MetricDefinition> All { get; } =
    [
        Gauge(Iteration, "{iteration}", "Last iteration whose checkpoint is committed.", OfRun),
        Gauge(Iterations, "{iteration}", "Iterations the manifest asks for.", OfRun),
        Gauge(Active, "{run}", "1 while the run should make progress: accepted, not suspended, not waiting in a queue, not ended; else 0.", OfRun),
        Gauge(Failed, "{run}", "1 once the run has failed; code is the exit code of the stage's container, `none` where none ended it.", [.. OfRunStage, MetricLabels.Code]),
        Gauge(LastCompletion, "s", "Unix time of the last completion of a stage, of the run's start before the first.", OfRun),
        new(Restarts, MetricKind.Counter, "{restart}", "Restarts of stage pods.", OfRun),
        new(GpuTime, MetricKind.Counter, "s", "Time that the pods of completed stages held GPUs, times how many.", OfRun),
        Gauge(Pods, "{pod}", "Pods of the stage that run.", OfRunStage),
        Gauge(PodsWaiting, "{pod}", "Pods of the stage that do not run yet, or that its Job has yet to create.", OfRunStage),
        Gauge(QueueTime, "s", "From the Job's creation until its last pod had a node, latest Job of the stage.", OfRunStage),
        Gauge(StartTime, "s", "From the pod's node to the start of its container, slowest pod of the latest Job of the stage.", OfRunStage),
        Gauge(WallTime, "s", "Wall time of the stage's work, latest.", [.. OfRunStage, MetricLabels.Worker, MetricLabels.Task]),
        Gauge(TokenRate, "{token}/s", "Tokens a second of the stage, over its workers.", [.. OfRunStage, MetricLabels.Task]),
        Gauge(StepRate, "{step}/s", "Steps a second of the stage, over its workers.", [.. OfRunStage, MetricLabels.Task]),
        .. TelemetryTable.Metrics.Where(metric => metric.Name.StartsWith("rl.", StringComparison.Ordinal) && !metric.Name.StartsWith(TelemetryTable.EvaluationPrefix, StringComparison.Ordinal)).Select(metric =>
            new MetricDefinition(NameOf(metric.Name)!, MetricKind.Gauge, metric.Unit, $"{metric.Description} Latest iteration.", OfRun)),
        .. TelemetryTable.Metrics.Where(metric => metric.Name.StartsWith(TelemetryTable.EvaluationPrefix, StringComparison.Ordinal)).Select(metric =>
            new MetricDefinition(NameOf(metric.Name)!, MetricKind.Gauge, metric.Unit, $"{metric.Description} Latest evaluation.",
                [.. OfRun, MetricLabels.Task, .. metric.Labels.Where(label => label == MetricLabels.Mode)])),
    ];

    /// <summary>What the operator calls a stage's measure: <c>rl.train.approx_kl</c> is <c>rl4vlm.run.train.approx_kl</c>. Null for what it does not export.</summary>
    public static string? NameOf(string metric) => metric.StartsWith("rl.", StringComparison.Ordinal) ? Prefix + metric["rl.".Length..] : null;

    private static readonly Dictionary<string, int> Limits = All.ToDictionary(metric => metric.Name, metric => metric.Labels.Count > OfRun.Length ? 20_000 : 5_000);

    /// <summary>Most series that are kept of a run metric, over all runs; null for any other metric. An exporter sets aside memory for so many.</summary>
    public static int? SeriesLimit(string metric) => Limits.TryGetValue(metric, out int limit) ? limit : null;

    private static MetricDefinition Gauge(string name, string unit, string description, IReadOnlyList<string> labels) => new(name, MetricKind.Gauge, unit, description, labels);
}
