namespace RL4VLM.Core.Telemetry;

/// <summary>A span of the table.</summary>
/// <param name="Name">With <c>{…}</c> where a value goes.</param>
/// <param name="Parent">The span it lies under; empty for a root.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Attributes">Keys out of <see cref="TelemetryTable.Attributes"/>.</param>
public sealed record SpanDefinition(string Name, string Parent, string Description, IReadOnlyList<string> Attributes);

/// <summary>A span attribute of the table.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Type">string, int, double, boolean or string[].</param>
/// <param name="Description">One sentence.</param>
public sealed record AttributeDefinition(string Name, string Type, string Description);

public enum MetricKind { Gauge, Counter, Histogram }

/// <summary>A metric of the table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is to a collector.</param>
/// <param name="Unit">UCUM.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Labels">Out of <see cref="MetricLabels.Allowed"/>.</param>
public sealed record MetricDefinition(string Name, MetricKind Kind, string Unit, string Description, IReadOnlyList<string> Labels);
