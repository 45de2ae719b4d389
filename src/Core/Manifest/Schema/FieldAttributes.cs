namespace RL4VLM.Core.Manifest.Schema;

/// <summary>Bounds of a whole number or a number.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AllowedRangeAttribute(double minimum, double maximum) : Attribute
{
    public double Minimum { get; } = minimum;

    public double Maximum { get; } = maximum;

    /// <summary>The minimum itself is not allowed.</summary>
    public bool ExclusiveMinimum { get; init; }

    /// <summary>The maximum itself is not allowed.</summary>
    public bool ExclusiveMaximum { get; init; }
}

/// <summary>Length and form of a text; on a list or a map, of every item or value.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AllowedTextAttribute : Attribute
{
    public int MinimumLength { get; init; } = 1;

    public int MaximumLength { get; init; } = 253;

    /// <summary>Anchored regular expression that .NET, RE2 and ECMAScript read alike.</summary>
    public string? Pattern { get; init; }

    /// <summary>What the pattern means, to complete "must be …".</summary>
    public string? Meaning { get; init; }
}

/// <summary>The only texts allowed; on a list, for every item.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AllowedValuesAttribute(params string[] values) : Attribute
{
    public IReadOnlyList<string> Values { get; } = values;
}

/// <summary>How many items a list or entries a map may have.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AllowedItemsAttribute(int maximum) : Attribute
{
    public int Minimum { get; init; }

    public int Maximum { get; } = maximum;

    /// <summary>No item twice.</summary>
    public bool Unique { get; init; }

    /// <summary>The item's field (JSON name) by which items are told apart; no two items may share it.</summary>
    public string? Key { get; init; }
}

/// <summary>A Kubernetes resource quantity, written as text or as a number.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class QuantityAttribute : Attribute;

/// <summary>The manifest must give this field; it has no default.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RequiredFieldAttribute : Attribute;

/// <summary>May change after the run has started (design section 3).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MutableFieldAttribute : Attribute;

/// <summary>May only grow after the run has started.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class GrowingFieldAttribute : Attribute;

/// <summary>The enum's names are written as they are (CamelCase, as Kubernetes writes phases) instead of with a lower first letter.</summary>
[AttributeUsage(AttributeTargets.Enum)]
public sealed class KubernetesNamesAttribute : Attribute;

/// <summary>A text, a number, true or false, taken as it is written; on a list, every item.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AnyScalarAttribute : Attribute;
