using System.ComponentModel;
using RL4VLM.Core.Manifest.Schema;

namespace RL4VLM.Core.Manifest;

/// <summary>What of a stage's pod a run may set; the fields mean what they mean in Kubernetes. Ignored by `rl4vlm run`.</summary>
public sealed record PodTemplateSpec
{
    [Description("Labels added to the pods."), AllowedItems(64)]
    [AllowedText(MinimumLength = 0, MaximumLength = 63, Pattern = Patterns.LabelValue, Meaning = Patterns.LabelValueMeaning)]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    [Description("Annotations added to the pods."), AllowedItems(64), AllowedText(MinimumLength = 0, MaximumLength = 4096)]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    [Description("Labels a node must have."), AllowedItems(32)]
    [AllowedText(MinimumLength = 0, MaximumLength = 63, Pattern = Patterns.LabelValue, Meaning = Patterns.LabelValueMeaning)]
    public IReadOnlyDictionary<string, string>? NodeSelector { get; init; }

    [Description("Taints the pods accept."), AllowedItems(16)]
    public IReadOnlyList<TolerationSpec>? Tolerations { get; init; }

    [Description("Which nodes and which neighbours the pods want.")]
    public AffinitySpec? Affinity { get; init; }

    [Description("Volumes of the pods."), AllowedItems(16, Key = "name")]
    public IReadOnlyList<VolumeSpec>? Volumes { get; init; }

    [Description("Where the volumes appear in the stage's container."), AllowedItems(16, Key = "mountPath")]
    public IReadOnlyList<VolumeMountSpec>? VolumeMounts { get; init; }

    [Description("Environment variables of the stage's container."), AllowedItems(64, Key = "name")]
    public IReadOnlyList<EnvironmentVariableSpec>? Env { get; init; }

    [Description("ServiceAccount of the pods; without it, they mount no API token.")]
    [AllowedText(Pattern = Patterns.DnsSubdomain, Meaning = Patterns.DnsSubdomainMeaning)]
    public string? ServiceAccountName { get; init; }

    [Description("PriorityClass of the pods."), AllowedText(Pattern = Patterns.DnsSubdomain, Meaning = Patterns.DnsSubdomainMeaning)]
    public string? PriorityClassName { get; init; }

    [Description("Secrets with which images are pulled."), AllowedItems(8, Key = "name")]
    public IReadOnlyList<ImagePullSecretReference>? ImagePullSecrets { get; init; }

    [Description("RuntimeClass of the pods."), AllowedText(Pattern = Patterns.DnsSubdomain, Meaning = Patterns.DnsSubdomainMeaning)]
    public string? RuntimeClassName { get; init; }
}

public sealed record ImagePullSecretReference
{
    [Description("Name of a Secret in the run's namespace."), RequiredField]
    [AllowedText(Pattern = Patterns.DnsSubdomain, Meaning = Patterns.DnsSubdomainMeaning)]
    public string Name { get; init; } = "";
}

public sealed record TolerationSpec
{
    [Description("Taint key; without it, every key (with operator: Exists)."), AllowedText(MaximumLength = 317, Pattern = Patterns.QualifiedName, Meaning = Patterns.QualifiedNameMeaning)]
    public string? Key { get; init; }

    [Description("How key and value are compared; without it, Equal."), AllowedValues("Equal", "Exists")]
    public string? Operator { get; init; }

    [Description("Taint value, with operator: Equal."), AllowedText(MinimumLength = 0, MaximumLength = 63, Pattern = Patterns.LabelValue, Meaning = Patterns.LabelValueMeaning)]
    public string? Value { get; init; }

    [Description("Taint effect; without it, all."), AllowedValues("NoSchedule", "PreferNoSchedule", "NoExecute")]
    public string? Effect { get; init; }

    [Description("How long a NoExecute taint is tolerated."), AllowedRange(0, int.MaxValue)]
    public int? TolerationSeconds { get; init; }
}
