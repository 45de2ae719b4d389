namespace RL4VLM.Core.Stages;

/// <summary>All the operator ever reads of a stage: at most 4096 bytes of UTF-8 JSON (design section 4).</summary>
public sealed record StageSummary
{
    public const int MaximumBytes = 4096;

    /// <summary>initialize, demonstrate, sft, collect, ppo or evaluate.</summary>
    public required string Stage { get; init; }

    public int Iteration { get; init; }

    public int? Worker { get; init; }

    public string? Task { get; init; }

    /// <summary>Artifact paths this stage committed.</summary>
    public IReadOnlyList<string> Artifacts { get; init; } = [];

    /// <summary>Metrics by the names of docs/metrics.md; equal inputs give equal values (no clocks).</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>Wall and CPU seconds and rates; not part of what determinism promises.</summary>
    public IReadOnlyDictionary<string, double> Timings { get; init; } = new Dictionary<string, double>();
}
