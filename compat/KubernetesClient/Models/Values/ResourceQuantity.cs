using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace k8s.Models;

/// <summary>A resource quantity such as "500m", "1.5Gi" or "12e6": exact, and written in its canonical form.</summary>
[JsonConverter(typeof(ResourceQuantityJsonConverter))]
public class ResourceQuantity
{
    public enum SuffixFormat
    {
        /// <summary>12e6</summary>
        DecimalExponent,

        /// <summary>12Mi</summary>
        BinarySI,

        /// <summary>12M</summary>
        DecimalSI,
    }

    /// <summary>The API server's largest quantity, 2^63 - 1.</summary>
    public static readonly decimal MaxAllowed = long.MaxValue;

    private readonly Rational value;

    public ResourceQuantity(decimal n, int exp, SuffixFormat format) => (value, Format) = (Rational.Of(n).Scale(10, exp), format);

    /// <summary>Parses a quantity; null is zero.</summary>
    public ResourceQuantity(string v)
    {
        if (v is null)
        {
            (value, Format) = (Rational.Zero, SuffixFormat.BinarySI);
            return;
        }
        var text = v.Trim();
        var end = text.AsSpan().IndexOfAnyExcept("+-.0123456789");
        if (end < 0) end = text.Length;
        if (!Rational.TryParse(text.AsSpan(0, end), out var number)) throw Malformed(v);
        var (unit, exponent, format) = QuantitySuffixes.Of(text[end..]) ?? throw Malformed(v);
        value = number.Scale(unit, exponent);
        Format = format;
        if (format == SuffixFormat.BinarySI && value.CompareTo(Rational.Of(MaxAllowed)) > 0) value = Rational.Of(MaxAllowed);
    }

    public SuffixFormat Format { get; private set; }

    public static implicit operator ResourceQuantity(string v) => new(v);

    public static implicit operator ResourceQuantity(decimal v) => new(v, 0, SuffixFormat.DecimalExponent);

    public static implicit operator decimal(ResourceQuantity v) => v.ToDecimal();

    public static bool operator ==(ResourceQuantity left, ResourceQuantity right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(ResourceQuantity left, ResourceQuantity right) => !(left == right);

    public string CanonicalizeString() => CanonicalizeString(Format);

    public string CanonicalizeString(SuffixFormat suffixFormat) => QuantitySuffixes.Canonical(value, suffixFormat);

    public override string ToString() => CanonicalizeString();

    public bool Equals(ResourceQuantity other) => other is not null && value.Equals(other.value);

    public override bool Equals(object obj) => Equals(obj as ResourceQuantity);

    public override int GetHashCode() => value.GetHashCode();

    public int ToInt32() => (int)ToBigInteger();

    public long ToInt64() => (long)ToBigInteger();

    public uint ToUInt32() => (uint)ToBigInteger();

    public ulong ToUInt64() => (ulong)ToBigInteger();

    public BigInteger ToBigInteger() => value.Truncate();

    public decimal ToDecimal() => (decimal)value.Numerator / (decimal)value.Denominator;

    public double ToDouble() => (double)value.Numerator / (double)value.Denominator;

    private static FormatException Malformed(string text) =>
        new($"'{text}' is not a quantity: a number with m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei or an exponent is expected");
}

internal sealed class ResourceQuantityJsonConverter : JsonConverter<ResourceQuantity>
{
    public override ResourceQuantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => new ResourceQuantity(reader.GetString()),
        JsonTokenType.Number => new ResourceQuantity(JsonElement.ParseValue(ref reader).GetRawText()),
        var other => throw new JsonException($"a quantity is a string or a number, not {other}"),
    };

    public override void Write(Utf8JsonWriter writer, ResourceQuantity value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
