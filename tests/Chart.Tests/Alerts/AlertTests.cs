using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RL4VLM.Chart.Tests.Programs;
using RL4VLM.Chart.Tests.Prometheus;
using RL4VLM.Chart.Tests.Rendering;

namespace RL4VLM.Chart.Tests.Alerts;

public sealed partial class AlertTests
{
    public static TheoryData<string> Names => [.. AlertRules.Names];

    [Fact]
    public void Prometheus_takes_the_rules()
    {
        ProgramResult result = Promtool.Run("check", "rules", "--lint=all", "--lint-fatal", AlertRules.File);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    [Fact]
    public void Every_metric_and_label_is_in_the_telemetry_table() => Assert.Empty(AlertRules.All.SelectMany(rule => KnownMetrics.Unknown(rule["expr"]!.GetValue<string>())));

    [Theory]
    [MemberData(nameof(Names))]
    public void It_fires_and_stays_silent_as_its_unit_test_says(string alert)
    {
        ProgramResult result = Promtool.Run("test", "rules", AlertRules.TestOf(alert));
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_unit_test_shows_it_firing_and_silent_on_series_that_exist(string alert)
    {
        Assert.True(File.Exists(AlertRules.TestOf(alert)), $"{alert} has no unit test: write tests/Chart.Tests/Alerts/{alert}.yaml for `promtool test rules`");
        JsonObject[] tests = [.. Yaml.Read(File.ReadAllText(AlertRules.TestOf(alert)))["tests"]!.AsArray().Select(test => test!.AsObject())];
        JsonObject[] checks = [.. tests.SelectMany(test => test["alert_rule_test"]!.AsArray()).Select(check => check!.AsObject())];
        Assert.All(checks, check => Assert.Equal(alert, check["alertname"]!.GetValue<string>()));
        Assert.Contains(checks, check => check["exp_alerts"] is JsonArray { Count: > 0 });
        Assert.Contains(checks, check => check["exp_alerts"] is null);
        Assert.Contains(tests, test => test["alert_rule_test"]!.AsArray().All(check => check!["exp_alerts"] is null));
        Assert.Empty(tests.SelectMany(test => test["input_series"]!.AsArray()).SelectMany(series => KnownMetrics.Unknown(series!["series"]!.GetValue<string>())));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_says_how_bad_it_is_what_happened_and_where_to_read_on(string alert)
    {
        JsonObject rule = AlertRules.All.Single(one => one["alert"]!.GetValue<string>() == alert);
        Assert.Contains(rule["labels"]!["severity"]!.GetValue<string>(), (string[])["warning", "critical"]);
        Assert.All(["summary", "description"], field => Assert.NotEmpty(rule["annotations"]![field]!.GetValue<string>()));
        Assert.Equal($"docs/observability.md#{alert.ToLowerInvariant()}", rule["annotations"]!["runbook"]!.GetValue<string>());
        Assert.Contains($"### {alert}", File.ReadLines(Path.Combine(Repository.Root, "docs", "observability.md")));
    }

    [Fact]
    public void Every_section_and_unit_test_is_about_an_alert_that_exists()
    {
        string[] sections = [.. File.ReadLines(Path.Combine(Repository.Root, "docs", "observability.md")).Select(line => Section().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value)];
        Assert.Equal(AlertRules.Names, sections);
        Assert.Equal(AlertRules.Names.Order(StringComparer.Ordinal), Directory.GetFiles(Path.Combine(Repository.Tests, "Alerts"), "*.yaml").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_chart_wraps_the_rules_as_they_are()
    {
        JsonObject rule = ValueSet.Named("namespaced").Single("PrometheusRule").Json;
        Assert.True(JsonNode.DeepEquals(AlertRules.Json, rule["spec"]));
        Assert.Equal("prometheus", rule["metadata"]!["labels"]!["release"]!.GetValue<string>());
        Assert.DoesNotContain(ValueSet.Named("defaults").Objects, one => one.Kind == "PrometheusRule");
    }

    [GeneratedRegex("^### (RL4VLM[A-Za-z]+)$")]
    private static partial Regex Section();
}
