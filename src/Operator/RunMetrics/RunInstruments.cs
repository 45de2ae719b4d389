using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
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
    /// <param name="Values">What was computed last.</param>
    /// <param name="Measurements">The same for each instrument, by its place in the table.</param>
    private sealed record Known(string Uid, RunFigures Figures, IReadOnlyList<RunMeasurement> Values, Measurement<double>[]?[] Measurements);

    /// <summary>Takes in how a run is now; one run is never updated by two at once.</summary>
    public void Update(ObjectKey run, RunView view)
    {
        string uid = view.Run.Metadata.Uid;
        Known? before = runs.GetValueOrDefault(run) is { } known && known.Uid == uid ? known : null;
        (RunFigures figures, IReadOnlyList<RunMeasurement> values) = RunMeasures.Of(view, before?.Figures ?? RunFigures.None);
        bool same = before is not null && before.Values.SequenceEqual(values);
        runs[run] = same ? before! with { Figures = figures } : new Known(uid, figures, values, Measure(run, values));
    }

    /// <summary>The run is gone, and its series with it.</summary>
    public void Remove(ObjectKey run) => runs.TryRemove(run, out _);

    private IEnumerable<Measurement<double>> Values(int place)
    {
        foreach ((_, Known known) in runs)
        {
            foreach (Measurement<double> value in known.Measurements[place] ?? []) yield return value;
        }
    }

    private static Measurement<double>[]?[] Measure(ObjectKey run, IReadOnlyList<RunMeasurement> values)
    {
        var all = new Measurement<double>[]?[Places.Count];
        foreach (IGrouping<string, RunMeasurement> metric in values.GroupBy(value => value.Metric)) all[Places[metric.Key]] = [.. metric.Select(value => new Measurement<double>(value.Value, Labels(run, value)))];
        return all;
    }

    private static KeyValuePair<string, object?>[] Labels(ObjectKey run, RunMeasurement value)
    {
        (string Key, object? Value)[] labels =
        [
            (MetricLabels.Namespace, run.Namespace), (MetricLabels.Run, run.Name), (MetricLabels.Stage, value.Stage), (MetricLabels.Code, value.Code),
            (MetricLabels.Worker, value.Worker), (MetricLabels.Task, value.Task), (MetricLabels.Mode, value.Mode),
        ];
        return [.. labels.Where(label => label.Value is not null).Select(label => new KeyValuePair<string, object?>(label.Key, label.Value))];
    }
}
