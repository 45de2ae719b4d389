using System.Text.Json.Nodes;
using RL4VLM.Chart.Tests.Rendering;
using RL4VLM.Chart.Tests.Schema;

namespace RL4VLM.Chart.Tests;

/// <summary>A value that changes nothing is a promise broken: each is changed in turn and must show in what is rendered.</summary>
public sealed class UsedValuesTests
{
    public static TheoryData<string> Paths => [.. ChartValues.Leaves(ChartValues.Defaults)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_value_shows_in_what_is_rendered(string path)
    {
        JsonNode value = path.Split('.').Aggregate((JsonNode)ChartValues.Defaults, (node, step) => node[step]!);
        Assert.NotEqual(Helm.Template([.. Around(path), "--set-json", $"{path}={value.ToJsonString()}"]), Helm.Template([.. Around(path), "--set-json", $"{path}={Other(path, value)}"]));
    }

    // What must be on, or named, for the value to show.
    private static string[] Around(string path) => path switch
    {
        "serviceAccount.create" => ["--set", "serviceAccount.name=other"],
        "telemetry.endpoint" => [],
        _ when path.StartsWith("telemetry.", StringComparison.Ordinal) =>
            ["--set", "telemetry.endpoint=http://collector:4317", .. path == "telemetry.headersSecret.key" ? ["--set", "telemetry.headersSecret.name=other"] : Array.Empty<string>()],
        "alerts.labels" => ["--set", "alerts.enabled=true"],
        _ when path.EndsWith(".enabled", StringComparison.Ordinal) => [],
        _ => ["--set", "stages.networkPolicy.enabled=true,metrics.serviceMonitor.enabled=true"],
    };

    private static string Other(string path, JsonNode value) => value switch
    {
        JsonArray when path is "watchNamespaces" or "stages.networkPolicy.namespaces" => """["other"]""",
        JsonArray when path.EndsWith("orts", StringComparison.Ordinal) => "[1234]",
        JsonArray when path.EndsWith("Cidrs", StringComparison.Ordinal) => """["10.1.0.0/16"]""",
        JsonArray when path is "telemetry.peers" => """[{"podSelector":{}}]""",
        JsonArray => """[{"name":"other"}]""",
        JsonObject => """{"other":"other"}""",
        JsonValue scalar when scalar.TryGetValue(out bool flag) => flag ? "false" : "true",
        JsonValue scalar when scalar.TryGetValue(out long number) => $"{number + 1}",
        _ when path is "telemetry.endpoint" => "\"https://other\"",
        _ when path is "telemetry.protocol" => "\"http/protobuf\"",
        _ when path is "telemetry.sampler" => "\"always_off\"",
        _ when path is "telemetry.samplerArgument" => "\"0.1\"",
        _ => "\"other\"",
    };
}
