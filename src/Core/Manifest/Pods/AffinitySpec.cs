using System.ComponentModel;
using RL4VLM.Core.Manifest.Schema;

namespace RL4VLM.Core.Manifest;

public sealed record AffinitySpec
{
    [Description("Nodes by their labels.")]
    public NodeAffinitySpec? NodeAffinity { get; init; }

    [Description("Near pods with certain labels.")]
    public PodAffinitySpec? PodAffinity { get; init; }

    [Description("Away from pods with certain labels.")]
    public PodAffinitySpec? PodAntiAffinity { get; init; }
}

public sealed record NodeAffinitySpec
{
    [Description("What a node must fulfil.")]
    public NodeSelectorSpec? RequiredDuringSchedulingIgnoredDuringExecution { get; init; }

    [Description("What a node had better fulfil."), AllowedItems(8)]
    public IReadOnlyList<PreferredNodeSpec>? PreferredDuringSchedulingIgnoredDuringExecution { get; init; }
}

public sealed record NodeSelectorSpec
{
    [Description("Terms of which one must hold."), RequiredField, AllowedItems(8, Minimum = 1)]
    public IReadOnlyList<NodeSelectorTermSpec> NodeSelectorTerms { get; init; } = [];
}

public sealed record PreferredNodeSpec
{
    [Description("Weight of the preference."), RequiredField, AllowedRange(1, 100)]
    public int Weight { get; init; }

    [Description("The preference."), RequiredField]
    public NodeSelectorTermSpec Preference { get; init; } = new();
}

public sealed record NodeSelectorTermSpec
{
    [Description("Requirements on labels, all of which must hold."), AllowedItems(8)]
    public IReadOnlyList<LabelRequirementSpec>? MatchExpressions { get; init; }

    [Description("Requirements on fields, all of which must hold."), AllowedItems(8)]
    public IReadOnlyList<LabelRequirementSpec>? MatchFields { get; init; }
}

public sealed record LabelRequirementSpec
{
    [Description("Label or field."), RequiredField]
    [AllowedText(MaximumLength = 317, Pattern = Patterns.QualifiedName, Meaning = Patterns.QualifiedNameMeaning)]
    public string Key { get; init; } = "";

    [Description("How it is compared."), RequiredField, AllowedValues("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt")]
    public string Operator { get; init; } = "";

    [Description("Values compared with."), AllowedItems(16), AllowedText(MinimumLength = 0, MaximumLength = 253)]
    public IReadOnlyList<string>? Values { get; init; }
}

public sealed record PodAffinitySpec
{
    [Description("What must hold."), AllowedItems(8)]
    public IReadOnlyList<PodAffinityTermSpec>? RequiredDuringSchedulingIgnoredDuringExecution { get; init; }

    [Description("What had better hold."), AllowedItems(8)]
    public IReadOnlyList<PreferredPodSpec>? PreferredDuringSchedulingIgnoredDuringExecution { get; init; }
}

public sealed record PreferredPodSpec
{
    [Description("Weight of the preference."), RequiredField, AllowedRange(1, 100)]
    public int Weight { get; init; }

    [Description("The preference."), RequiredField]
    public PodAffinityTermSpec PodAffinityTerm { get; init; } = new();
}

public sealed record PodAffinityTermSpec
{
    [Description("Node label within which pods count as near, for example kubernetes.io/hostname."), RequiredField]
    [AllowedText(MaximumLength = 317, Pattern = Patterns.QualifiedName, Meaning = Patterns.QualifiedNameMeaning)]
    public string TopologyKey { get; init; } = "";

    [Description("Which pods.")]
    public LabelSelectorSpec? LabelSelector { get; init; }

    [Description("Namespaces of those pods; without it, the run's."), AllowedItems(16)]
    [AllowedText(MaximumLength = 63, Pattern = Patterns.DnsLabel, Meaning = Patterns.DnsLabelMeaning)]
    public IReadOnlyList<string>? Namespaces { get; init; }
}

public sealed record LabelSelectorSpec
{
    [Description("Labels the pods must have."), AllowedItems(16)]
    [AllowedText(MinimumLength = 0, MaximumLength = 63, Pattern = Patterns.LabelValue, Meaning = Patterns.LabelValueMeaning)]
    public IReadOnlyDictionary<string, string>? MatchLabels { get; init; }

    [Description("Requirements on labels, all of which must hold."), AllowedItems(8)]
    public IReadOnlyList<LabelRequirementSpec>? MatchExpressions { get; init; }
}
