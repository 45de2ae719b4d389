using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace k8s;

/// <summary>YAML nodes as JSON ones. Plain scalars have the types that kubectl gives them; quoted ones are texts.</summary>
internal static partial class YamlScalars
{
    public static JsonNode ToJson(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(
            mapping.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value ?? "", ToJson(pair.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar when scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific => Plain(scalar.Value ?? ""),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new YamlException(node.Start, node.End, $"a {node.NodeType} has no place here"),
    };

    /// <summary>True when the text would be read as something else than a text if it stood unquoted.</summary>
    public static bool NeedsQuotes(string text) =>
        text.Length == 0 || text != text.Trim() || !SafePlain().IsMatch(text) || text.Contains(": ") || text.Contains(" #") || text.EndsWith(':') ||
        Plain(text) is not JsonValue value || value.GetValueKind() != System.Text.Json.JsonValueKind.String || OldBoolean().IsMatch(text);

    private static JsonNode Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => JsonValue.Create(true),
        "false" or "False" or "FALSE" => JsonValue.Create(false),
        _ when Octal().Match(text) is { Success: true } octal => JsonValue.Create(Convert.ToInt64(octal.Groups[1].Value, 8)),
        _ when Hexadecimal().IsMatch(text) => JsonValue.Create(Convert.ToInt64(text, 16)),
        _ when Number().IsMatch(text) => NumberOf(text),
        _ => JsonValue.Create(text),
    };

    private static JsonNode NumberOf(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? JsonValue.Create(whole)
        : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number)
        : JsonValue.Create(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));

    // File modes are written so: 0644.
    [GeneratedRegex("^0o?([0-7]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Octal();

    [GeneratedRegex("^0x[0-9a-fA-F]{1,15}$", RegexOptions.CultureInvariant)]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"^[A-Za-z0-9_./$(][^\p{C}]*$", RegexOptions.CultureInvariant)]
    private static partial Regex SafePlain();

    // Booleans of YAML 1.1, which many readers still know.
    [GeneratedRegex("^(y|n|yes|no|on|off)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex OldBoolean();
}
