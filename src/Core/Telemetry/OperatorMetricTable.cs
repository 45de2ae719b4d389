namespace RL4VLM.Core.Telemetry;

/// <summary>What the operator measures of itself, by OTLP and at <c>/metrics</c>.</summary>
public static class OperatorMetricTable
{
    public const string ReconcileDuration = "rl4vlm.operator.reconcile.duration";
    public const string ReconcileErrors = "rl4vlm.operator.reconcile.errors";
    public const string QueueDepth = "rl4vlm.operator.queue.depth";
    public const string QueueLatency = "rl4vlm.operator.queue.latency";
    public const string ApiCalls = "rl4vlm.operator.api.calls";
    public const string WatchRestarts = "rl4vlm.operator.watch.restarts";
    public const string EventsDropped = "rl4vlm.operator.events.dropped";
    public const string ExportFailures = "rl4vlm.operator.export.failures";
    public const string Leader = "rl4vlm.operator.leader";
    public const string ProcessMemory = "process.memory.usage";
    public const string ProcessCpu = "process.cpu.time";

    public static IReadOnlyList<MetricDefinition> All { get; } =
    [
        new(ReconcileDuration, MetricKind.Histogram, "s", "Time of one reconcile.", []),
        new(ReconcileErrors, MetricKind.Counter, "{error}", "Reconciles that failed and will be retried.", []),
        new(QueueDepth, MetricKind.Gauge, "{run}", "Runs waiting for a worker.", []),
        new(QueueLatency, MetricKind.Histogram, "s", "Time a run waited for a worker.", []),
        new(ApiCalls, MetricKind.Counter, "{call}", "Calls to the Kubernetes API; code is `error` when no answer came.", [MetricLabels.Verb, MetricLabels.Code]),
        new(WatchRestarts, MetricKind.Counter, "{restart}", "Watches begun again; code says why: `end`, `idle`, `expired` or `error`.", [MetricLabels.Code]),
        new(EventsDropped, MetricKind.Counter, "{event}", "Kubernetes Events not sent because too many waited.", []),
        new(ExportFailures, MetricKind.Counter, "{export}", "OTLP exports that the collector did not take, and spans dropped for want of room.", []),
        new(Leader, MetricKind.Gauge, "{process}", "1 while this process leads, else 0.", []),
        new(ProcessMemory, MetricKind.Gauge, "By", "Resident memory of the operator.", []),
        new(ProcessCpu, MetricKind.Counter, "s", "Processor time of the operator, user and system.", []),
    ];
}
