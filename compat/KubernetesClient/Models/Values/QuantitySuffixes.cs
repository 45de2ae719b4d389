using System.Globalization;
using System.Numerics;

namespace k8s.Models;

using static ResourceQuantity;

/// <summary>The suffixes of quantities, and the canonical form: the largest suffix that leaves a whole number.</summary>
internal static class QuantitySuffixes
{
    private const int SmallestExponent = -9;

    // Longer exponents are beyond what a quantity can hold, and 10^1e9 would eat the machine.
    private const int LargestExponent = 100;

    private static readonly (string Suffix, int Exponent)[] Decimal =
        [("n", -9), ("u", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18)];

    private static readonly (string Suffix, int Exponent)[] Binary =
        [("", 0), ("Ki", 10), ("Mi", 20), ("Gi", 30), ("Ti", 40), ("Pi", 50), ("Ei", 60)];

    public static (int Unit, int Exponent, SuffixFormat Format)? Of(string suffix)
    {
        foreach (var (text, exponent) in Decimal)
            if (text == suffix) return (10, exponent, SuffixFormat.DecimalSI);
        foreach (var (text, exponent) in Binary)
            if (text == suffix) return (2, exponent, SuffixFormat.BinarySI);
        return suffix[0] is 'e' or 'E' &&
            int.TryParse(suffix.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power) && Math.Abs(power) <= LargestExponent
                ? (10, power, SuffixFormat.DecimalExponent)
                : null;
    }

    public static string Canonical(Rational value, SuffixFormat format) => (value.Numerator.IsZero, format) switch
    {
        (true, _) => "0",
        (_, SuffixFormat.DecimalExponent) => WithExponent(value),
        (_, SuffixFormat.DecimalSI) => WithSuffix(value, 10, Decimal),
        // Binary suffixes only fit whole numbers of at least one Ki.
        (_, SuffixFormat.BinarySI) when value.IsWhole && BigInteger.Abs(value.Numerator) >= 1024 => WithSuffix(value, 2, Binary),
        (_, SuffixFormat.BinarySI) => WithSuffix(value, 10, Decimal),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "not a format of quantities"),
    };

    private static string WithSuffix(Rational value, int unit, (string Suffix, int Exponent)[] suffixes)
    {
        var best = suffixes[0];
        foreach (var larger in suffixes.AsSpan(1))
        {
            if (!value.Scale(unit, -larger.Exponent).IsWhole) break;
            best = larger;
        }
        return Text(value.Scale(unit, -best.Exponent).Ceiling()) + best.Suffix;
    }

    private static string WithExponent(Rational value)
    {
        var exponent = SmallestExponent;
        while (value.Scale(10, -(exponent + 3)).IsWhole) exponent += 3;
        var number = Text(value.Scale(10, -exponent).Ceiling());
        return exponent == 0 ? number : $"{number}e{exponent}";
    }

    private static string Text(BigInteger number) => number.ToString(CultureInfo.InvariantCulture);
}
