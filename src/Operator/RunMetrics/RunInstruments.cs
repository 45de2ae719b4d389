using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using RL4VLM.Core.Telemetry;
using RL4VLM.Operator.Reconciling;
using RL4VLM.Operator.Runtime;
using RL4VLM.Operator.Runtime.Metrics;

namespace RL4VLM.Operator.RunMetrics;

/// <summary>The instruments of <see cref="RunMetricTable"/>: whoever reads them gets the newest values of every run that was reconciled here and
/// still exists. A process that does not lead reconciles nothing, and so reports none.</summary>
public sealed class RunInstruments
{
    private static readonly Dictionary<string, int> Places = RunMetricTable.All.Select((metric, place) => (metric.Name, place)).ToDictionary();

    private readonly ConcurrentDictionary<ObjectKey, Known> runs = new();

    public RunInstruments(Meter meter)
    {
        var instruments = new TableInstruments(meter, RunMetricTable.All);
        foreach ((string name, int place) in Places) instruments.Observe(name, () => Values(place));
    }

    /// <param name="Uid">The run's.</param>
    /// <param name="Figures">What is kept of it.</param>
    /// <param name="Values">In the table's order.</param>
    /// <param name="Starts">Where in them those of each metric start, and at last where they end.</param>
    private sealed record Known(string Uid, RunFigures Figures, RunMeasurement[] Values, short[] Starts);

    /// <summary>Takes in how a run is now; one run is never updated by two at once.</summary>
    public void Update(ObjectKey run, RunView view)
    {
        string uid = view.Run.Metadata.Uid;
        RunFigures before = runs.GetValueOrDefault(run) is { } known && known.Uid == uid ? known.Figures : RunFigures.None;
        (RunFigures figures, IReadOnlyList<RunMeasurement> measured) = RunMeasures.Of(view, before);
        RunMeasurement[] values = [.. measured.OrderBy(value => Places[value.Metric])];
        var starts = new short[Places.Count + 1];
        foreach (RunMeasurement value in values) starts[Places[value.Metric] + 1]++;
        for (int place = 0; place < Places.Count; place++) starts[place + 1] += starts[place];
        runs[run] = new Known(uid, figures, values, starts);
    }

    /// <summary>The run is gone, and its series with it.</summary>
    public void Remove(ObjectKey run) => runs.TryRemove(run, out _);

    private IEnumerable<Measurement<double>> Values(int place)
    {
        foreach ((ObjectKey run, Known known) in runs)
        {
            for (int i = known.Starts[place]; i < known.Starts[place + 1]; i++) yield return new Measurement<double>(known.Values[i].Value, Labels(run, known.Values[i]));
        }
    }

    private static ReadOnlySpan<KeyValuePair<string, object?>> Labels(ObjectKey run, RunMeasurement value)
    {
        var labels = new List<KeyValuePair<string, object?>>(4);
        Add(MetricLabels.Namespace, run.Namespace);
        Add(MetricLabels.Run, run.Name);
        Add(MetricLabels.Stage, value.Stage);
        Add(MetricLabels.Code, value.Code);
        Add(MetricLabels.Worker, value.Worker);
        Add(MetricLabels.Task, value.Task);
        Add(MetricLabels.Mode, value.Mode);
        return CollectionsMarshal.AsSpan(labels);

        void Add(string key, object? label)
        {
            if (label is not null) labels.Add(new KeyValuePair<string, object?>(key, label));
        }
    }
}
