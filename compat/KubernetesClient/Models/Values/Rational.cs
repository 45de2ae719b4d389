using System.Globalization;
using System.Numerics;

namespace k8s.Models;

/// <summary>An exact fraction in lowest terms, denominator positive.</summary>
internal readonly record struct Rational(BigInteger Numerator, BigInteger Denominator) : IComparable<Rational>
{
    public static Rational Zero => new(BigInteger.Zero, BigInteger.One);

    public bool IsWhole => Denominator.IsOne;

    public static Rational Of(decimal number)
    {
        var parts = decimal.GetBits(number);
        var mantissa = new BigInteger(new decimal(parts[0], parts[1], parts[2], isNegative: number < 0, scale: 0));
        return new Rational(mantissa, BigInteger.One).Scale(10, -number.Scale);
    }

    /// <summary>"1", "-1.5", "1." or ".5".</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Rational number)
    {
        number = Zero;
        var point = text.IndexOf('.');
        var decimals = point < 0 ? 0 : text.Length - point - 1;
        var digits = point < 0 ? text.ToString() : string.Concat(text[..point], text[(point + 1)..]);
        if (!BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var mantissa)) return false;
        number = new Rational(mantissa, BigInteger.One).Scale(10, -decimals);
        return true;
    }

    /// <summary>This times unit^exponent.</summary>
    public Rational Scale(int unit, int exponent)
    {
        var factor = BigInteger.Pow(unit, Math.Abs(exponent));
        var (top, bottom) = exponent < 0 ? (Numerator, Denominator * factor) : (Numerator * factor, Denominator);
        var common = BigInteger.GreatestCommonDivisor(top, bottom);
        return new(top / common, bottom / common);
    }

    public BigInteger Truncate() => BigInteger.Divide(Numerator, Denominator);

    public BigInteger Ceiling()
    {
        var whole = BigInteger.DivRem(Numerator, Denominator, out var rest);
        return rest.Sign > 0 ? whole + 1 : whole;
    }

    public int CompareTo(Rational other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);
}
