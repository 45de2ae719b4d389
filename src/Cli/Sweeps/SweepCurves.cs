using RL4VLM.Cli.Report;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Sweeps;

/// <summary>Learning curves: a measure of the episodes collected, by iteration, mean over a row's seeds.</summary>
internal static class SweepCurves
{
    public static IReadOnlyList<(string Title, string Metric)> Charts { get; } =
    [
        ("Success while training", MetricNames.Sample.Success),
        ("Mean return while training", MetricNames.Sample.Return),
        ("Thoughts true while training", MetricNames.Sample.ThoughtAccuracy),
    ];

    public static IReadOnlyList<ChartSeries> Of(IEnumerable<SweepFigures> finished, string metric) =>
    [
        .. finished.GroupBy(run => run.Run.Row.Name).Select(row => new ChartSeries(row.Key,
        [
            .. row.SelectMany(run => run.Curves.GetValueOrDefault(metric) ?? []).GroupBy(point => point.Iteration).OrderBy(one => one.Key)
                .Select(one => ((double)one.Key, one.Average(point => point.Value))),
        ])).Where(series => series.Points.Count > 0),
    ];
}
