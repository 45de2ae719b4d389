using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace RL4VLM.Operator.Runtime.Metrics;

/// <summary>What the operator measures of itself, on the meter <see cref="MeterName"/>.</summary>
public sealed class OperatorMetrics : IDisposable
{
    public const string MeterName = "RL4VLM.Operator";

    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private readonly ConcurrentDictionary<string, Func<int>> queues = [];
    private readonly Histogram<double> reconcileDuration;
    private readonly Counter<long> reconcileErrors;
    private readonly Histogram<double> queueLatency;
    private readonly Counter<long> apiCalls;
    private readonly Counter<long> watchRestarts;
    private readonly Counter<long> eventsDropped;
    private Func<bool> isLeader = static () => false;

    public OperatorMetrics()
    {
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds };
        reconcileDuration = Meter.CreateHistogram("rl4vlm.operator.reconcile.duration", "s", "Time of one reconcile.", null, advice);
        reconcileErrors = Meter.CreateCounter<long>("rl4vlm.operator.reconcile.errors", null, "Reconciles that failed and will be retried.");
        queueLatency = Meter.CreateHistogram("rl4vlm.operator.queue.latency", "s", "Time a key waited for a worker.", null, advice);
        Meter.CreateObservableGauge("rl4vlm.operator.queue.depth", ObserveQueues, null, "Keys waiting for a worker.");
        apiCalls = Meter.CreateCounter<long>("rl4vlm.operator.api.calls", null, "Calls to the Kubernetes API; code is 'error' when no answer came.");
        watchRestarts = Meter.CreateCounter<long>("rl4vlm.operator.watch.restarts", null, "Watches begun again, by reason (end, idle, expired, error).");
        eventsDropped = Meter.CreateCounter<long>("rl4vlm.operator.events.dropped", null, "Kubernetes Events not sent because too many waited.");
        Meter.CreateObservableGauge("rl4vlm.operator.leader", () => isLeader() ? 1 : 0, null, "1 while this process leads.");
        Meter.CreateObservableGauge("process.resident_memory", () => Environment.WorkingSet, "By", "Resident memory.");
        Meter.CreateObservableCounter("process.cpu", () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "Processor time, user and system.");
    }

    /// <summary>This instance's own: two in one process do not mix.</summary>
    public Meter Meter { get; } = new(MeterName);

    public void RecordReconcile(TimeSpan duration, bool failed)
    {
        reconcileDuration.Record(duration.TotalSeconds);
        if (failed) reconcileErrors.Add(1);
    }

    public void RecordQueueLatency(string queue, TimeSpan waited) =>
        queueLatency.Record(waited.TotalSeconds, new KeyValuePair<string, object?>("queue", queue));

    public void RecordApiCall(string verb, string code) =>
        apiCalls.Add(1, new KeyValuePair<string, object?>("verb", verb), new KeyValuePair<string, object?>("code", code));

    public void RecordWatchRestart(string resource, string reason) =>
        watchRestarts.Add(1, new KeyValuePair<string, object?>("resource", resource), new KeyValuePair<string, object?>("reason", reason));

    public void RecordEventDropped() => eventsDropped.Add(1);

    public void ObserveQueue(string queue, Func<int> length) => queues[queue] = length;

    public void ObserveLeader(Func<bool> leader) => isLeader = leader;

    public void Dispose() => Meter.Dispose();

    private IEnumerable<Measurement<int>> ObserveQueues() =>
        queues.Select(queue => new Measurement<int>(queue.Value(), new KeyValuePair<string, object?>("queue", queue.Key)));
}
