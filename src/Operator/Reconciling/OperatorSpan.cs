namespace RL4VLM.Operator.Reconciling;

/// <summary>A span that a decision asks for, to be made once the status is written.</summary>
/// <param name="Name">Out of <see cref="Core.Telemetry.SpanNames"/>.</param>
/// <param name="TraceParent">What it lies under.</param>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ended; null: when the status was written.</param>
/// <param name="Attributes">Its attributes.</param>
public sealed record OperatorSpan(
    string Name, string TraceParent, DateTimeOffset Start, DateTimeOffset? End, IReadOnlyList<KeyValuePair<string, object?>> Attributes);
