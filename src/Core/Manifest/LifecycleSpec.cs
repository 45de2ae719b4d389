namespace RL4VLM.Core.Manifest;

public sealed record LifecycleSpec
{
    public bool Suspend { get; init; }

    public int? ActiveDeadlineSeconds { get; init; }

    public int? TtlSecondsAfterFinished { get; init; }

    /// <summary>Kueue local queue.</summary>
    public string? QueueName { get; init; }

    public string ManagedBy { get; init; } = "rl4vlm.io/operator";
}

public sealed record FailurePolicySpec
{
    public int MaxRestarts { get; init; } = 3;

    public int? StageTimeoutSeconds { get; init; }

    /// <summary>Fewest collect workers that must succeed; absent: all.</summary>
    public int? MinimumWorkers { get; init; }
}
