using System.Text.RegularExpressions;

namespace RL4VLM.Core.Manifest.Schema;

/// <summary>What a value may be.</summary>
public abstract record FieldShape(Type Type);

/// <summary>A record with named fields.</summary>
public sealed record ObjectShape(Type Type, IReadOnlyList<ManifestField> Fields) : FieldShape(Type)
{
    public ManifestField? Find(string name) => Fields.FirstOrDefault(field => field.Name == name);
}

/// <summary>A list; <c>Key</c> is the field of its items by which they are told apart.</summary>
public sealed record ListShape(Type Type, FieldShape Item, int Minimum, int Maximum, bool Unique, string? Key) : FieldShape(Type);

/// <summary>Texts by names of the user's choice.</summary>
public sealed record MapShape(Type Type, FieldShape Value, int Maximum) : FieldShape(Type);

/// <summary>A whole number (<see cref="int"/> or <see cref="long"/>) or a number (<see cref="double"/>).</summary>
public sealed record NumberShape(Type Type, double Minimum, double Maximum, bool ExclusiveMinimum, bool ExclusiveMaximum) : FieldShape(Type)
{
    public bool IsWhole => Type != typeof(double);

    public bool Contains(double value) =>
        double.IsFinite(value)
        && (ExclusiveMinimum ? value > Minimum : value >= Minimum)
        && (ExclusiveMaximum ? value < Maximum : value <= Maximum);
}

public sealed record BooleanShape() : FieldShape(typeof(bool));

/// <summary>A point in time, RFC 3339 (status only).</summary>
public sealed record TimeShape() : FieldShape(typeof(DateTimeOffset));

public sealed record TextShape(int MinimumLength, int MaximumLength, string? Pattern, string? Meaning) : FieldShape(typeof(string))
{
    private readonly Lazy<Regex?> _expression = new(() => Pattern is null ? null : new Regex(Pattern, RegexOptions.CultureInvariant));

    /// <summary>The pattern's <c>$</c> also matches before a last line feed in .NET, which no other reader of it accepts.</summary>
    public bool Matches(string text) => _expression.Value is not { } expression || (expression.IsMatch(text) && !text.EndsWith('\n'));
}

/// <summary>Whatever is neither list nor mapping, as it is written.</summary>
public sealed record ScalarShape() : FieldShape(typeof(string));

/// <summary>One of a few texts. <see cref="FieldShape.Type"/> is an enum, whose values are in the order of <see cref="Names"/>, or <see cref="string"/>.</summary>
public sealed record ChoiceShape(Type Type, IReadOnlyList<string> Names) : FieldShape(Type);

/// <summary>A Kubernetes quantity: text or number.</summary>
public sealed record QuantityShape() : FieldShape(typeof(string))
{
    public const int MaximumLength = 64;

    private static readonly Lazy<Regex> Expression = new(() => new Regex(Patterns.Quantity, RegexOptions.CultureInvariant));

    public static bool Matches(string text) => Expression.Value.IsMatch(text) && !text.EndsWith('\n');
}
