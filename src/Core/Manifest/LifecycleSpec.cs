using System.ComponentModel;
using RL4VLM.Core.Manifest.Schema;

namespace RL4VLM.Core.Manifest;

public sealed record LifecycleSpec
{
    [Description("true stops the run: no pod is left; false lets it go on.")]
    public bool Suspend { get; init; }

    [Description("Seconds after the start at which the run fails."), AllowedRange(1, int.MaxValue)]
    public int? ActiveDeadlineSeconds { get; init; }

    [Description("Seconds after the end at which the run is deleted; artifacts stay."), AllowedRange(0, int.MaxValue)]
    public int? TtlSecondsAfterFinished { get; init; }

    [Description("Kueue local queue in which the run's Jobs wait.")]
    [AllowedText(MaximumLength = 63, Pattern = Patterns.DnsLabel, Meaning = Patterns.DnsLabelMeaning)]
    public string? QueueName { get; init; }

    [Description("Controller that runs this run; the operator leaves those of other controllers alone.")]
    [AllowedText(Pattern = Patterns.QualifiedName, Meaning = Patterns.QualifiedNameMeaning)]
    public string ManagedBy { get; init; } = "rl4vlm.io/operator";
}

public sealed record FailurePolicySpec
{
    [Description("Failures of a stage's pods after which the run fails; evictions do not count."), AllowedRange(0, 100)]
    public int MaxRestarts { get; init; } = 3;

    [Description("Seconds after which a stage's pod counts as failed."), AllowedRange(1, int.MaxValue)]
    public int? StageTimeoutSeconds { get; init; }

    [Description("Fewest collect workers that must succeed; without it, all."), AllowedRange(1, 1000)]
    public int? MinimumWorkers { get; init; }
}
