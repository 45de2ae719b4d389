using RL4VLM.Chart.Tests.Programs;

namespace RL4VLM.Chart.Tests.Dashboards;

/// <summary>The dashboards as literals of the types that Grafana publishes (`@grafana/schema`): TypeScript finds a field that a type lacks in literals only.
/// One run of the compiler checks them, and variants that it must refuse.</summary>
public sealed class SchemaTests
{
    private static readonly Dictionary<string, (string Text, string Wrong)> Mistakes = new()
    {
        ["importer's field"] = ("\"uid\": \"rl4vlm-runs\"", "\"uid\": \"rl4vlm-runs\", \"__inputs\": []"),
        ["misspelt field of the dashboard"] = ("\"schemaVersion\"", "\"schemaVersoin\""),
        ["misspelt field of a panel"] = ("\"gridPos\"", "\"gridPosition\""),
        ["missing description"] = ("\"description\": \"Every run whose", "\"text\": \"Every run whose"),
        ["number as text"] = ("\"w\": 24", "\"w\": \"24\""),
        ["panel that is none"] = ("\"type\": \"timeseries\"", "\"type\": \"graph\""),
        ["option of another panel"] = ("\"placement\": \"bottom\"", "\"placement\": \"below\""),
        ["misspelt field setting"] = ("\"lineWidth\"", "\"linewidth\""),
        ["wrong value of a field setting"] = ("\"thresholdsStyle\": {\"mode\": \"off\"}", "\"thresholdsStyle\": {\"mode\": \"none\"}"),
        ["misspelt field of a query"] = ("\"legendFormat\"", "\"legend\""),
        ["threshold without a colour"] = ("{\"color\": \"orange\", \"value\": 0.02}", "{\"value\": 0.02}"),
        ["variable that is none"] = ("\"type\": \"query\"", "\"type\": \"label\""),
    };

    private static readonly Lazy<ILookup<string, string>> Errors = new(() => TypeScriptCompiler.Check(
        Dashboard.All.Select(one => (one.Name, one.Text)).Concat(Mistakes.Keys.Select(name => (FileOf(name), WithMistake(name))))
            .ToDictionary(one => $"{one.Item1}.ts", one => $"import type {{Dashboard}} from './panels';\nexport const dashboard: Dashboard = {one.Item2};\n")));

    public static TheoryData<string> Names => [.. Dashboard.All.Select(one => one.Name)];

    public static TheoryData<string> Wrong => [.. Mistakes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_dashboard_has_the_types_that_Grafana_publishes(string name) => Assert.Empty(Errors.Value[$"{name}.ts"]);

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_mistake_is_refused(string mistake) => Assert.NotEmpty(Errors.Value[$"{FileOf(mistake)}.ts"]);

    private static string FileOf(string mistake) => string.Concat(mistake.Where(char.IsLetter));

    private static string WithMistake(string mistake)
    {
        string right = Dashboard.All.Single(one => one.Name == "runs").Text;
        (string text, string wrong) = Mistakes[mistake];
        int at = right.IndexOf(text, StringComparison.Ordinal);
        Assert.True(at >= 0, $"runs.json has no {text} any more");
        return right[..at] + wrong + right[(at + text.Length)..];
    }
}
