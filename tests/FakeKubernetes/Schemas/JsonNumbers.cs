using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Schemas;

/// <param name="Whole">The number as the API server keeps it when it fits 64 bits and is written without fraction and exponent.</param>
/// <param name="Real">The number.</param>
internal readonly record struct JsonNumber(long? Whole, double Real)
{
    /// <summary>Also true of 2.0 and 1e3, up to the largest whole number that JSON readers agree on.</summary>
    public bool IsIntegral => Whole is not null || (Real == Math.Floor(Real) && Math.Abs(Real) < 9007199254740992);

    public override string ToString() => Whole is { } whole ? whole.ToString(CultureInfo.InvariantCulture) : JsonNumbers.Write(Real);
}

internal static class JsonNumbers
{
    /// <summary>Null for anything but a number.</summary>
    public static JsonNumber? Of(JsonNode? node)
    {
        if (node is not JsonValue value) return null;
        if (value.TryGetValue(out long number)) return new JsonNumber(number, number);
        if (node.GetValueKind() != JsonValueKind.Number) return null;
        string digits = node.ToJsonString();
        double real = double.Parse(digits, CultureInfo.InvariantCulture);
        return new JsonNumber(long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? whole : null, real);
    }

    /// <summary>As Go's <c>%v</c>: an exponent only below 1e-4 and from 1e21 on.</summary>
    public static string Write(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();
        return text.Contains('e') && Math.Abs(value) is >= 1e-4 and < 1e21 ? ((decimal)value).ToString(CultureInfo.InvariantCulture) : text;
    }
}
