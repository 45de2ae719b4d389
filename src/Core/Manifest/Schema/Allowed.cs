using System.Globalization;

namespace RL4VLM.Core.Manifest.Schema;

/// <summary>Says in words what a shape allows; used by messages and by the reference alike.</summary>
internal static class Allowed
{
    /// <summary>Completes "must be …".</summary>
    public static string Of(FieldShape shape) => shape switch
    {
        ObjectShape => "a mapping of fields",
        ListShape list => $"a list of {Count(list)}",
        MapShape map => $"a mapping of names to texts, at most {Number(map.Maximum)}",
        NumberShape number => $"{(number.IsWhole ? "a whole number" : "a number")} {Range(number)}",
        BooleanShape => "true or false",
        ScalarShape => "a text, a number, true or false",
        TimeShape => "a time such as 2026-01-31T12:00:00Z",
        TextShape text => Text(text),
        ChoiceShape choice => choice.Names.Count == 1 ? choice.Names[0] : $"{string.Join(", ", choice.Names.SkipLast(1))} or {choice.Names[^1]}",
        QuantityShape => Patterns.QuantityMeaning,
        _ => throw new ArgumentOutOfRangeException(nameof(shape)),
    };

    public static string Range(NumberShape number)
    {
        if (number is { ExclusiveMinimum: false, ExclusiveMaximum: false })
        {
            return number.Maximum >= int.MaxValue ? $"of at least {Number(number.Minimum)}" : $"from {Number(number.Minimum)} to {Number(number.Maximum)}";
        }

        return $"{(number.ExclusiveMinimum ? "more than" : "of at least")} {Number(number.Minimum)} and {(number.ExclusiveMaximum ? "less than" : "at most")} {Number(number.Maximum)}";
    }

    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Count(ListShape list) => list.Minimum == 0 ? $"at most {Number(list.Maximum)} items" : $"{Number(list.Minimum)} to {Number(list.Maximum)} items";

    private static string Text(TextShape text) => text switch
    {
        { Meaning: { } meaning } => $"{meaning}, at most {Number(text.MaximumLength)} characters",
        { MinimumLength: 0 } => $"a text of at most {Number(text.MaximumLength)} characters",
        _ => $"a text of {Number(text.MinimumLength)} to {Number(text.MaximumLength)} characters",
    };
}
