namespace RL4VLM.Core.Manifest;

/// <summary>A run, as `kubectl apply` and `rl4vlm run` both take it (design section 3).</summary>
public sealed record RunManifest
{
    public string ApiVersion { get; init; } = "rl4vlm.io/v1alpha1";

    public string Kind { get; init; } = "RL4VLMRun";

    public RunMetadata Metadata { get; init; } = new();

    public RunSpec Spec { get; init; } = new();
}

public sealed record RunMetadata
{
    /// <summary>A DNS label of at most 40 characters.</summary>
    public string Name { get; init; } = "";

    public string? Namespace { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}

public enum Fidelity { Corrected, Paper }

public sealed record RunSpec
{
    public int Seed { get; init; } = 1;

    public bool Deterministic { get; init; }

    public Fidelity Fidelity { get; init; } = Fidelity.Corrected;

    public ModelSpec Model { get; init; } = new();

    public IReadOnlyList<TaskSpec> Tasks { get; init; } = [];

    public SftSpec Sft { get; init; } = new();

    public PpoSpec Ppo { get; init; } = new();

    public RolloutSpec Rollout { get; init; } = new();

    public LearnerSpec Learner { get; init; } = new();

    public EvaluationSpec Evaluation { get; init; } = new();

    public StorageSpec Storage { get; init; } = new();

    public LifecycleSpec Lifecycle { get; init; } = new();

    public FailurePolicySpec FailurePolicy { get; init; } = new();
}
