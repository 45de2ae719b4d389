using System.Diagnostics.Metrics;
using RL4VLM.Core.Telemetry;
using static RL4VLM.Core.Telemetry.OperatorMetricTable;

namespace RL4VLM.Operator.Runtime.Metrics;

/// <summary>What the operator measures of itself: the instruments of <see cref="OperatorMetricTable"/>.</summary>
public sealed class OperatorMetrics : IDisposable
{
    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private readonly Histogram<double> reconcileDuration;
    private readonly Histogram<double> queueLatency;
    private readonly Counter<long> apiCalls;
    private readonly Counter<long> watchRestarts;
    private long reconcileErrors;
    private long eventsDropped;
    private Func<int> queueDepth = static () => 0;
    private Func<bool> isLeader = static () => false;
    private Func<long> exportFailures = static () => 0;

    public OperatorMetrics()
    {
        var instruments = new TableInstruments(Meter, All);
        reconcileDuration = instruments.Histogram(ReconcileDuration, Seconds);
        queueLatency = instruments.Histogram(QueueLatency, Seconds);
        apiCalls = instruments.Counter(ApiCalls);
        watchRestarts = instruments.Counter(WatchRestarts);
        instruments.Observe(ReconcileErrors, () => Interlocked.Read(ref reconcileErrors));
        instruments.Observe(EventsDropped, () => Interlocked.Read(ref eventsDropped));
        instruments.Observe(ExportFailures, () => exportFailures());
        instruments.Observe(QueueDepth, () => queueDepth());
        instruments.Observe(Leader, () => isLeader() ? 1 : 0);
        instruments.Observe(ProcessMemory, () => Environment.WorkingSet);
        instruments.Observe(ProcessCpu, () => Environment.CpuUsage.TotalTime.TotalSeconds);
    }

    /// <summary>This instance's own: two in one process do not mix. Named as the meter of the stages, so that it is exported as theirs is.</summary>
    public Meter Meter { get; } = new(StageMetrics.MeterName, typeof(StageMetrics).Assembly.GetName().Version?.ToString(3));

    public void RecordReconcile(TimeSpan duration, bool failed)
    {
        reconcileDuration.Record(duration.TotalSeconds);
        if (failed) Interlocked.Increment(ref reconcileErrors);
    }

    public void RecordQueueLatency(TimeSpan waited) => queueLatency.Record(waited.TotalSeconds);

    public void RecordApiCall(string verb, string code) =>
        apiCalls.Add(1, new KeyValuePair<string, object?>(MetricLabels.Verb, verb), new KeyValuePair<string, object?>(MetricLabels.Code, code));

    /// <param name="code">end, idle, expired or error.</param>
    public void RecordWatchRestart(string code) => watchRestarts.Add(1, new KeyValuePair<string, object?>(MetricLabels.Code, code));

    public void RecordEventDropped() => Interlocked.Increment(ref eventsDropped);

    public void ObserveQueue(Func<int> length) => queueDepth = length;

    public void ObserveLeader(Func<bool> leader) => isLeader = leader;

    public void ObserveExportFailures(Func<long> failures) => exportFailures = failures;

    public void Dispose() => Meter.Dispose();
}
