namespace RL4VLM.Operator.RunMetrics;

/// <summary>One value of a run metric; what is null is no label of it.</summary>
/// <param name="Metric">A name of <see cref="Core.Telemetry.RunMetricTable"/>.</param>
/// <param name="Value">Finite.</param>
internal readonly record struct RunMeasurement(string Metric, double Value)
{
    public string? Stage { get; init; }

    public string? Code { get; init; }

    public int? Worker { get; init; }

    public string? Task { get; init; }

    public string? Mode { get; init; }
}
