using System.Diagnostics.Metrics;
using RL4VLM.Core.Telemetry;

namespace RL4VLM.Operator.Runtime.Metrics;

/// <summary>Makes instruments as the table has them: name, unit and description cannot differ.</summary>
internal sealed class TableInstruments(Meter meter, IEnumerable<MetricDefinition> table)
{
    private readonly Dictionary<string, MetricDefinition> definitions = table.ToDictionary(metric => metric.Name);

    public Histogram<double> Histogram(string name, IReadOnlyList<double> boundaries)
    {
        MetricDefinition metric = Find(name, MetricKind.Histogram);
        return meter.CreateHistogram(metric.Name, metric.Unit, metric.Description, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = boundaries });
    }

    public Counter<long> Counter(string name)
    {
        MetricDefinition metric = Find(name, MetricKind.Counter);
        return meter.CreateCounter<long>(metric.Name, metric.Unit, metric.Description);
    }

    /// <summary>A gauge or a counter, whichever the table has, without labels. Unlike one that is added to, it is reported from the start.</summary>
    public void Observe(string name, Func<double> value) => Observe(name, () => [new Measurement<double>(value())]);

    /// <summary>A gauge or a counter, whichever the table has.</summary>
    public void Observe(string name, Func<IEnumerable<Measurement<double>>> values)
    {
        MetricDefinition metric = definitions[name];
        if (metric.Kind == MetricKind.Counter) meter.CreateObservableCounter(metric.Name, values, metric.Unit, metric.Description);
        else meter.CreateObservableGauge(Find(name, MetricKind.Gauge).Name, values, metric.Unit, metric.Description);
    }

    private MetricDefinition Find(string name, MetricKind kind) =>
        definitions[name] is { } metric && metric.Kind == kind ? metric : throw new ArgumentException($"{name} is no {kind} in the table", nameof(name));
}
