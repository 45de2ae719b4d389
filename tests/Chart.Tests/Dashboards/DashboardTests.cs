using System.Text.Json.Nodes;

namespace RL4VLM.Chart.Tests.Dashboards;

public sealed class DashboardTests
{
    public static TheoryData<string> Names => [.. Dashboard.All.Select(one => one.Name)];

    [Fact]
    public void Their_addresses_never_change() =>
        Assert.Equal(["rl4vlm-operator", "rl4vlm-pipeline", "rl4vlm-runs"], Dashboard.All.Select(one => one.Json["uid"]!.GetValue<string>()));

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_panel_says_what_it_shows_and_what_good_looks_like(string name) => Assert.All(Named(name).Charts, panel =>
    {
        string description = panel["description"]?.GetValue<string>() ?? "";
        Assert.True(description.Contains("Good:", StringComparison.Ordinal) && description[^1] == '.', $"{panel["title"]}: {description}");
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void They_are_as_a_sidecar_takes_them_and_name_no_data_source(string name)
    {
        Dashboard dashboard = Named(name);
        Assert.False(dashboard.Json.ContainsKey("__inputs") || dashboard.Json.ContainsKey("id"));
        Dictionary<string, string> sources = dashboard.Variables.Where(variable => variable["type"]!.GetValue<string>() == "datasource")
            .ToDictionary(variable => $"${{{variable["name"]}}}", variable => variable["query"]!.GetValue<string>());
        Assert.All(Objects(dashboard.Json).Where(node => node["datasource"] is not null), node =>
            Assert.Equal(node["datasource"]!["type"]!.GetValue<string>(), sources[node["datasource"]!["uid"]!.GetValue<string>()]));
        Assert.All(dashboard.Charts.SelectMany(panel => panel["targets"]!.AsArray()), target => Assert.NotNull(target!["datasource"]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_panel_has_a_number_and_a_place_of_its_own(string name)
    {
        Dashboard dashboard = Named(name);
        Assert.Distinct(dashboard.Panels.Select(panel => panel["id"]!.GetValue<int>()));
        Assert.Distinct(dashboard.Panels.Select(panel => panel["title"]!.GetValue<string>()));
        Assert.Distinct(dashboard.Panels.SelectMany(panel => Cells(panel["gridPos"]!)));
        Assert.All(dashboard.Panels, panel => Assert.InRange(Number(panel["gridPos"]!, "x") + Number(panel["gridPos"]!, "w"), 1, 24));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_curve_has_a_unit_and_a_legend(string name)
    {
        JsonObject[] curves = [.. Named(name).Charts.Where(panel => panel["type"]!.GetValue<string>() is "timeseries" or "statetimeline")];
        Assert.All(curves.Where(panel => panel["type"]!.GetValue<string>() == "timeseries"), panel => Assert.NotNull(panel["fieldConfig"]!["defaults"]!["unit"]));
        Assert.All(curves.SelectMany(panel => panel["targets"]!.AsArray()), target => Assert.NotNull(target!["legendFormat"]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void They_use_no_variable_that_they_lack(string name)
    {
        Dashboard dashboard = Named(name);
        string[] variables = [.. dashboard.Variables.Select(variable => variable["name"]!.GetValue<string>())];
        Assert.All(Dashboard.VariablesIn(dashboard.Text), used => Assert.Contains(used, variables));
        Assert.All(variables, variable => Assert.Contains(variable, Dashboard.VariablesIn(dashboard.Text)));
    }

    [Fact]
    public void Runs_leads_to_the_pipeline_of_one_run()
    {
        string[] links = [.. Objects(Named("runs").Json).Select(node => node["url"]).OfType<JsonValue>().Select(url => url.GetValue<string>()).Where(url => url.Length > 0)];
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.StartsWith("/d/rl4vlm-pipeline?var-namespace=${__data.fields.namespace}&var-run=${__data.fields.run}&", link, StringComparison.Ordinal));
    }

    private static Dashboard Named(string name) => Dashboard.All.Single(one => one.Name == name);

    private static int Number(JsonNode position, string field) => position[field]!.GetValue<int>();

    private static IEnumerable<(int X, int Y)> Cells(JsonNode position) =>
        from x in Enumerable.Range(Number(position, "x"), Number(position, "w"))
        from y in Enumerable.Range(Number(position, "y"), Number(position, "h"))
        select (x, y);

    private static IEnumerable<JsonObject> Objects(JsonNode node) => node switch
    {
        JsonObject map => map.SelectMany(field => field.Value is null ? [] : Objects(field.Value)).Prepend(map),
        JsonArray list => list.SelectMany(item => item is null ? [] : Objects(item)),
        _ => [],
    };
}
