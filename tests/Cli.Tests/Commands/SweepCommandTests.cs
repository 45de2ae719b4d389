using System.Text.Json;

namespace RL4VLM.Cli.Tests.Commands;

public sealed class SweepCommandTests : IDisposable
{
    private const string Manifest = """
        apiVersion: rl4vlm.io/v1alpha1
        kind: RL4VLMRun
        metadata: {name: small}
        spec:
          model: {preset: tiny}
          tasks: [{name: numberline}]
          sft: {demonstrations: {episodes: 8, mistakes: 0.4}, batchSize: 16}
          ppo: {iterations: 1, stepsPerIteration: 8, epochs: 1, miniBatchSize: 8}
          rollout: {environments: 4, maxNewTokens: 24}
          evaluation: {every: 0, episodes: 4}
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("rl4vlm-sweep-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_sweep_runs_rows_times_seeds_once_and_writes_table_page_and_curves()
    {
        string document = Path.Combine(folder, "results.md");
        await File.WriteAllTextAsync(document, "before\n<!-- sweep test -->\nold\n<!-- /sweep -->\nafter\n");
        string[] sweep = ["sweep", Write("rows: [{name: ppo}, {name: sft-only, set: [spec.ppo.iterations=0], comparison: SFT alone}]\nseeds: [1, 2]"), "--directory", Path.Combine(folder, "runs")];
        JsonElement first = await Rl4Vlm.JsonAsync([.. sweep, "--only", "sft-only"]);
        Assert.False(first.GetProperty("complete").GetBoolean());
        Assert.Equal(JsonValueKind.Null, first.GetProperty("rows")[0].GetProperty("task").ValueKind);

        (int code, string output, string log) = await Rl4Vlm.RunAsync([.. sweep, "--into", document]);
        Assert.True(code == 0, log);
        Assert.Contains("run 4 of 4: sft-only, seed 2", output, StringComparison.Ordinal);
        Assert.Single(output.Split('\n'), line => line.StartsWith("sft-only ", StringComparison.Ordinal));
        // sft-only was done by the first: what is left are the two runs with ppo.
        Assert.Equal(2, output.Split('\n').Count(line => line.Contains("initialize", StringComparison.Ordinal)));
        string text = await File.ReadAllTextAsync(document);
        Assert.StartsWith("before\n<!-- sweep test -->\n| row | task |", text, StringComparison.Ordinal);
        Assert.Contains("| SFT alone |", text, StringComparison.Ordinal);
        Assert.DoesNotContain("held-out", text, StringComparison.Ordinal);
        Assert.Contains("](results/test.svg)\n<!-- /sweep -->", text, StringComparison.Ordinal);
        System.Xml.Linq.XDocument.Load(Path.Combine(folder, "results", "test.svg"));
        Assert.EndsWith("<!-- /sweep -->\nafter\n", text, StringComparison.Ordinal);
        string own = Path.Combine(folder, "runs", "test");
        Assert.All(["sweep.json", "sweep.html", "curves.svg"], file => Assert.True(File.Exists(Path.Combine(own, file)), file));
        System.Xml.Linq.XDocument.Load(Path.Combine(own, "curves.svg"));

        JsonElement json = await Rl4Vlm.JsonAsync(sweep);
        Assert.Equal(["sweep", "location", "complete", "rows", "failures"], Rl4Vlm.Fields(json));
        Assert.True(json.GetProperty("complete").GetBoolean());
        JsonElement row = json.GetProperty("rows")[1];
        Assert.Equal(["row", "task", "comparison", "seeds", "before", "after", "cpuSeconds"], Rl4Vlm.Fields(row));
        JsonElement success = row.GetProperty("after").GetProperty("sampled").GetProperty("successRate");
        Assert.InRange(success.GetProperty("mean").GetDouble(), success.GetProperty("lowest").GetDouble(), success.GetProperty("highest").GetDouble());
        // Without PPO, before and after are the same checkpoint.
        Assert.Equal(row.GetProperty("before").GetRawText(), row.GetProperty("after").GetRawText());
    }

    [Fact]
    public async Task What_a_document_has_on_record_stands_when_the_runs_are_gone()
    {
        string document = Path.Combine(folder, "results.md"), runs = Path.Combine(folder, "runs");
        await File.WriteAllTextAsync(document, "<!-- sweep test -->\n<!-- /sweep -->\n");
        string[] sweep = ["sweep", Write("rows: [{name: one}, {name: two}]\nseeds: [1]"), "--directory", runs, "--into", document];
        Assert.Equal(0, (await Rl4Vlm.RunAsync([.. sweep, "--only", "one"])).Code);
        Assert.Equal(0, (await Rl4Vlm.RunAsync(sweep)).Code);
        string table = await File.ReadAllTextAsync(document), picture = await File.ReadAllTextAsync(Path.Combine(folder, "results", "test.svg"));
        string record = Path.Combine(folder, "results", "test", "one-1.json"), recorded = await File.ReadAllTextAsync(record);
        Assert.Matches(@"\| \d{4}-\d\d-\d\d [0-9a-f.]+ \|", table);

        // Another machine, or this one after a clean-up: one row is run again, and comes out the same.
        Directory.Delete(runs, recursive: true);
        await File.WriteAllTextAsync(record, recorded.Replace("\"measured\": \"2", "\"measured\": \"1", StringComparison.Ordinal));
        Assert.Equal(0, (await Rl4Vlm.RunAsync([.. sweep, "--only", "two"])).Code);
        Assert.Equal(picture, await File.ReadAllTextAsync(Path.Combine(folder, "results", "test.svg")));
        string again = await File.ReadAllTextAsync(document);
        Assert.Equal(Lines(table)[0], Lines(again)[0]);
        Assert.Equal(Row("one", table).Replace("| 2", "| 1", StringComparison.Ordinal), Row("one", again));
        Assert.Equal(Row("two", table), Row("two", again));

        // Figures are those of one manifest: with another they are left out, and the user is told.
        File.WriteAllText(sweep[1], (await File.ReadAllTextAsync(sweep[1])).Replace("{name: one}", "{name: one, set: [spec.ppo.gamma=0.5]}", StringComparison.Ordinal));
        (int code, _, string error) = await Rl4Vlm.RunAsync([.. sweep, "--only", "two"]);
        Assert.Equal(0, code);
        Assert.Contains($"{record}: measured with another spec.ppo.gamma", error, StringComparison.Ordinal);
        Assert.Contains("| one | – | 0 of 1 |", await File.ReadAllTextAsync(document), StringComparison.Ordinal);

        // Run again, the row is whole, and there is nothing to warn of.
        (code, _, error) = await Rl4Vlm.RunAsync(sweep);
        Assert.Equal(0, code);
        Assert.DoesNotContain("measured with another", error, StringComparison.Ordinal);
        Assert.Contains("| one | numberline | 1 |", await File.ReadAllTextAsync(document), StringComparison.Ordinal);

        foreach (string damaged in new[] { "{", "{}", "{\"row\": \"one\", \"seed\": 1, \"manifest\": null}" })
        {
            await File.WriteAllTextAsync(record, damaged);
            (code, _, error) = await Rl4Vlm.RunAsync([.. sweep, "--only", "two"]);
            Assert.Equal(65, code);
            Assert.Contains(record, error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        }

        static string[] Lines(string text) => text.Split('\n')[1..];

        static string Row(string name, string text) => Lines(text).Single(line => line.StartsWith($"| {name} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_document_without_a_place_is_refused_before_the_first_run()
    {
        string document = Path.Combine(folder, "results.md");
        await File.WriteAllTextAsync(document, "nothing\n");
        (int code, _, string error) = await Rl4Vlm.RunAsync("sweep", Write("rows: [{name: a}]"), "--directory", Path.Combine(folder, "runs"), "--into", document);
        Assert.Equal(64, code);
        Assert.Contains("<!-- sweep test -->", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder, "runs")));
    }

    [Fact]
    public async Task A_run_that_fails_leaves_the_others_and_is_named()
    {
        string[] sweep = ["sweep", Write("rows: [{name: damaged}, {name: sound}]\nseeds: [1]"), "--directory", Path.Combine(folder, "runs")];
        Assert.Equal(0, (await Rl4Vlm.RunAsync(sweep)).Code);
        string run = Path.Combine(folder, "runs", "test", "damaged-1");
        string shard = Assert.Single(Directory.GetFiles(Path.Combine(run, "demonstrations"), "*.msgpack", SearchOption.AllDirectories));
        await File.WriteAllBytesAsync(shard, (await File.ReadAllBytesAsync(shard))[..^1]);
        Directory.Delete(Path.Combine(run, "checkpoints", "0000-sft"), recursive: true);

        (int code, string output, string error) = await Rl4Vlm.RunAsync(sweep);
        Assert.True(code == 65, output + error);
        Assert.Contains("failed  damaged, seed 1 (exit code 65)", output, StringComparison.Ordinal);
        Assert.Contains("run 2 of 2: sound", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output + error, StringComparison.Ordinal);
        Assert.Contains("0 of 1", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rows: [{name: a, set: [spec.ppo.gama=1]}]", 78, "spec.ppo.gama")]
    [InlineData("rows: [{name: a, manifest: nowhere.yaml}]", 64, "nowhere.yaml")]
    [InlineData("grid: [{field: spec.ppo.clip, values: [0.1, 5]}]", 78, "spec.ppo.clip")]
    public async Task A_wrong_row_is_found_before_the_first_run(string spec, int expected, string named)
    {
        (int code, string output, string error) = await Rl4Vlm.RunAsync("sweep", Write(spec), "--directory", Path.Combine(folder, "runs"));
        Assert.Equal(expected, code);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.Empty(output);
        Assert.False(Directory.Exists(Path.Combine(folder, "runs")));
    }

    [Fact]
    public async Task A_row_that_is_not_there_is_refused_with_those_that_are()
    {
        (int code, _, string error) = await Rl4Vlm.RunAsync("sweep", Write("rows: [{name: a}, {name: b}]"), "--only", "c");
        Assert.Equal(64, code);
        Assert.Contains("a, b", error, StringComparison.Ordinal);
    }

    private string Write(string spec)
    {
        File.WriteAllText(Path.Combine(folder, "small.yaml"), Manifest);
        string file = Path.Combine(folder, "sweep.yaml");
        File.WriteAllText(file, $"apiVersion: rl4vlm.io/v1alpha1\nkind: RL4VLMSweep\nmetadata: {{name: test}}\nspec:\n  manifest: small.yaml\n  {spec.Replace("\n", "\n  ", StringComparison.Ordinal)}\n");
        return file;
    }
}
