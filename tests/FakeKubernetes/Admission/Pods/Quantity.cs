using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Admission.Pods;

/// <summary>Amounts such as <c>500m</c>, <c>1Gi</c>, <c>2e3</c>.</summary>
public static partial class Quantity
{
    public const string Message = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    /// <summary>Null when it is none.</summary>
    public static decimal? Parse(JsonNode? node)
    {
        string text = node.AsText() ?? (node?.GetValueKind() == JsonValueKind.Number ? node.ToJsonString() : "");
        Match match = Pattern().Match(text);
        if (!match.Success || !decimal.TryParse(match.Groups["number"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)) return null;
        decimal? scale = match.Groups["suffix"].Value switch
        {
            "" => 1m, "n" => 1e-9m, "u" => 1e-6m, "m" => 1e-3m, "k" => 1e3m, "M" => 1e6m, "G" => 1e9m, "T" => 1e12m, "P" => 1e15m, "E" => 1e18m,
            "Ki" => 1024m, "Mi" => 1048576m, "Gi" => 1073741824m, "Ti" => 1099511627776m, "Pi" => 1125899906842624m, "Ei" => 1152921504606846976m,
            var exponent => int.TryParse(exponent.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int power) && Math.Abs(power) <= 18
                ? (decimal)Math.Pow(10, power) : null,
        };
        return scale is null ? null : number * scale;
    }

    [GeneratedRegex(@"\A(?<number>[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))(?<suffix>[numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?\z")]
    private static partial Regex Pattern();
}
