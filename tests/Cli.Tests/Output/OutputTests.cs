using System.Text.Json;
using RL4VLM.Cli.Output;

namespace RL4VLM.Cli.Tests.Output;

public sealed class OutputTests
{
    [Fact]
    public void Json_keeps_fields_in_order_and_has_no_number_that_is_none()
    {
        string text = new JsonFields
        {
            { "name", "å \"b\"" },
            { "rate", 0.25 },
            { "missing", double.NaN },
            { "interval", new object?[] { 0.1, null } },
            { "nested", new JsonFields { { "count", 3 } } },
            { "metrics", new Dictionary<string, double> { ["a"] = 1 } },
            { "rows", new[] { new JsonFields { { "ok", true } } } },
        }.ToString();
        JsonElement root = JsonDocument.Parse(text).RootElement;
        Assert.Equal(["name", "rate", "missing", "interval", "nested", "metrics", "rows"], root.EnumerateObject().Select(field => field.Name));
        Assert.Equal("å \"b\"", root.GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("missing").ValueKind);
        Assert.Equal(JsonValueKind.Null, root.GetProperty("interval")[1].ValueKind);
        Assert.True(root.GetProperty("rows")[0].GetProperty("ok").GetBoolean());
    }

    [Fact]
    public void A_table_is_aligned_with_figures_to_the_right()
    {
        var writer = new StringWriter { NewLine = "\n" };
        new TextTable("name", "rate").Row("a", "1.0 %").Row("longer", "100.0 %").Write(writer);
        Assert.Equal("name       rate\n------  -------\na         1.0 %\nlonger  100.0 %\n", writer.ToString());
    }

    [Fact]
    public void Figures_do_not_depend_on_culture_and_missing_ones_are_a_dash()
    {
        Assert.Equal("97.3 %", Format.Percent(0.9731));
        Assert.Equal("–", Format.Percent(null));
        Assert.Equal("–", Format.Number(double.NaN));
        Assert.Equal("12,345", Format.Count(12345));
        Assert.Equal("1m05s", Format.Duration(TimeSpan.FromSeconds(65)));
        Assert.Equal("1.50 GiB", Format.Bytes(3L << 29));
    }
}
