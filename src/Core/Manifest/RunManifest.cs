using System.ComponentModel;
using RL4VLM.Core.Manifest.Schema;

namespace RL4VLM.Core.Manifest;

/// <summary>
/// A run, as `kubectl apply` and `rl4vlm run` both take it (design section 3). The attributes beside each field are the single source
/// of validation, the CRD, the manifest reference and the editors' JSON schema.
/// </summary>
public sealed record RunManifest
{
    /// <summary>Name of the CRD's group.</summary>
    public const string Group = "rl4vlm.io";

    public const string Version = "v1alpha1";

    public const string KindName = "RL4VLMRun";

    /// <summary>The resource's name in the API.</summary>
    public const string Plural = "rl4vlmruns";

    [Description("Group and version of the manifest."), RequiredField, AllowedValues($"{Group}/{Version}")]
    public string ApiVersion { get; init; } = $"{Group}/{Version}";

    [Description("Kind of the manifest."), RequiredField, AllowedValues(KindName)]
    public string Kind { get; init; } = KindName;

    [Description("Name, namespace, labels and annotations of the run."), RequiredField]
    public RunMetadata Metadata { get; init; } = new();

    [Description("What the run is."), RequiredField]
    public RunSpec Spec { get; init; } = new();
}

public sealed record RunMetadata
{
    public const int NameLength = 40;

    [Description("Name of the run; its artifacts lie under it."), RequiredField]
    [AllowedText(MaximumLength = NameLength, Pattern = Patterns.DnsLabel, Meaning = Patterns.DnsLabelMeaning)]
    public string Name { get; init; } = "";

    [Description("Namespace in a cluster; `rl4vlm run` does not use it.")]
    [AllowedText(MaximumLength = 63, Pattern = Patterns.DnsLabel, Meaning = Patterns.DnsLabelMeaning)]
    public string? Namespace { get; init; }

    [Description("Labels of the run."), MutableField]
    [AllowedItems(64), AllowedText(MinimumLength = 0, MaximumLength = 63, Pattern = Patterns.LabelValue, Meaning = Patterns.LabelValueMeaning)]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    [Description("Annotations of the run."), MutableField]
    [AllowedItems(64), AllowedText(MinimumLength = 0, MaximumLength = 65536)]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}

public enum Fidelity
{
    /// <summary>The method as it is meant.</summary>
    Corrected,

    /// <summary>The reference harness with its defects, to reproduce its figures.</summary>
    Paper,
}

public sealed record RunSpec
{
    [Description("Seed of every random choice in the run."), AllowedRange(0, int.MaxValue)]
    public int Seed { get; init; } = 1;

    [Description("true: one thread, and the same bytes again on the same machine.")]
    public bool Deterministic { get; init; }

    [Description("corrected: the method as it is meant; paper: the reference harness with its defects, to reproduce its figures.")]
    public Fidelity Fidelity { get; init; } = Fidelity.Corrected;

    [Description("The vision-language model that is trained."), RequiredField]
    public ModelSpec Model { get; init; } = new();

    [Description("Tasks the policy learns, each with its share of the environment steps."), RequiredField, AllowedItems(16, Minimum = 1, Key = "name")]
    public IReadOnlyList<TaskSpec> Tasks { get; init; } = [];

    [Description("Supervised fine-tuning on demonstrations, before reinforcement learning.")]
    public SftSpec Sft { get; init; } = new();

    [Description("Proximal policy optimization, as in arXiv 2405.10292 section 4; the defaults are the paper's where it gives one.")]
    public PpoSpec Ppo { get; init; } = new();

    [Description("Collecting experience.")]
    public RolloutSpec Rollout { get; init; } = new();

    [Description("The stages that train: initialize, sft and ppo.")]
    public LearnerSpec Learner { get; init; } = new();

    [Description("Measuring checkpoints, sampled and greedy.")]
    public EvaluationSpec Evaluation { get; init; } = new();

    [Description("Where artifacts lie: directory or azureBlob; with neither, the directory `runs`.")]
    public StorageSpec Storage { get; init; } = new();

    [Description("Suspension, deadlines and queueing in a cluster."), MutableField]
    public LifecycleSpec Lifecycle { get; init; } = new();

    [Description("What happens when a stage fails in a cluster."), MutableField]
    public FailurePolicySpec FailurePolicy { get; init; } = new();
}
