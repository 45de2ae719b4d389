using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RL4VLM.Core.Manifest.Generated;

/// <summary>JSON values as block-style YAML that YAML 1.1 and 1.2 readers take alike.</summary>
internal static partial class YamlWriter
{
    private static readonly JsonSerializerOptions Quoted = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly HashSet<string> Words = new(["true", "false", "yes", "no", "on", "off", "y", "n", "null"], StringComparer.OrdinalIgnoreCase);

    public static string Write(JsonNode node)
    {
        var text = new StringBuilder();
        Block(text, node, 0);
        return text.ToString();
    }

    private static void Block(StringBuilder text, JsonNode? node, int indent)
    {
        if (node is JsonObject mapping)
        {
            foreach ((string name, JsonNode? value) in mapping)
            {
                text.Append(' ', indent).Append(Scalar(name)).Append(':');
                Value(text, value, value is JsonArray ? indent : indent + 2);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (JsonNode? item in list)
            {
                text.Append(' ', indent).Append('-');
                if (item is JsonObject { Count: > 0 })
                {
                    var inner = new StringBuilder();
                    Block(inner, item, indent + 2);
                    text.Append(' ').Append(inner, indent + 2, inner.Length - indent - 2);
                }
                else
                {
                    Value(text, item, indent + 2);
                }
            }
        }
    }

    private static void Value(StringBuilder text, JsonNode? value, int indent)
    {
        if (value is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
        {
            text.Append('\n');
            Block(text, value, indent);
        }
        else
        {
            text.Append(' ').Append(Inline(value)).Append('\n');
        }
    }

    private static string Inline(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        _ => value.GetValueKind() switch
        {
            JsonValueKind.String => Scalar(value.GetValue<string>()),
            JsonValueKind.Number => Number(value.AsValue()),
            _ => value.ToJsonString(),
        },
    };

    /// <summary>YAML 1.1 takes an exponent only after a decimal point and with a sign.</summary>
    private static string Number(JsonValue value)
    {
        string digits = value.ToJsonString().ToLowerInvariant();
        int exponent = digits.IndexOf('e');
        return exponent < 0 || digits.Contains('.') ? digits : $"{digits[..exponent]}.0{digits[exponent..]}";
    }

    private static string Scalar(string text) => Plain().IsMatch(text) && !Words.Contains(text) ? text : JsonSerializer.Serialize(text, Quoted);

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_./-]*\z")]
    private static partial Regex Plain();
}
