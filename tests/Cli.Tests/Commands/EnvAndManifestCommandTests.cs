using System.Text.Json;

namespace RL4VLM.Cli.Tests.Commands;

public sealed class EnvAndManifestCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rl4vlm-env-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Env_list_and_show_describe_the_tasks()
    {
        JsonElement list = await Rl4Vlm.JsonAsync("env", "list");
        Assert.Contains("numberline", list.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("name").GetString()));
        JsonElement show = await Rl4Vlm.JsonAsync("env", "show", "numberline");
        Assert.Equal(["-", "+"], show.GetProperty("actions").EnumerateArray().Select(action => action.GetString()));
        Assert.Contains("NumberLine", show.GetProperty("prompt").GetString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Env_sample_writes_pictures_and_json_with_a_second_output()
    {
        string pictures = Path.Combine(folder, "pictures");
        JsonElement json = await Rl4Vlm.JsonAsync("env", "sample", "numberline", "--count", "3", "--output", pictures);
        Assert.Equal(3, json.GetProperty("samples").GetArrayLength());
        Assert.Equal(3, Directory.GetFiles(pictures, "*.png").Length);
        Assert.Equal(64, (await Rl4Vlm.RunAsync("env", "sample", "numberline", "--count", "1")).Code);
    }

    [Fact]
    public async Task Env_replay_counts_what_matches_and_shows_what_differs()
    {
        const string Row = """{"env": "NumberLine", "kind": "test", "episode": 0, "t": 0, "config": {"max_position": 5}, "state": {"start": 0, "target": 1, "current": 0, "steps_made": 0}, "action": 1, "action_text": "+", "reward": REWARD, "terminated": true, "truncated": false, "next_state": {"start": 0, "target": 1, "current": 1, "steps_made": 1}, "info": {"Target": 1, "Current": 1}}""";
        string file = Path.Combine(folder, "recording.jsonl");
        await File.WriteAllLinesAsync(file, [Row.Replace("REWARD", "1", StringComparison.Ordinal)]);
        (int code, string output, _) = await Rl4Vlm.RunAsync("env", "replay", "numberline", file);
        Assert.Equal((0, "1 transitions, 1 matched, 0 differed"), (code, output.Trim()));

        await File.WriteAllLinesAsync(file, [Row.Replace("REWARD", "1", StringComparison.Ordinal), Row.Replace("REWARD", "7", StringComparison.Ordinal)]);
        (code, output, _) = await Rl4Vlm.RunAsync("env", "replay", "numberline", file);
        Assert.Equal(1, code);
        Assert.EndsWith("2 transitions, 1 matched, 1 differed", output.Trim(), StringComparison.Ordinal);
        Assert.Contains("line 2", output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, "not json");
        Assert.Equal(65, (await Rl4Vlm.RunAsync("env", "replay", "numberline", file)).Code);
    }

    [Fact]
    public async Task Env_bench_measures()
    {
        JsonElement json = await Rl4Vlm.JsonAsync("env", "bench", "numberline", "--seconds", "0.1");
        Assert.True(json.GetProperty("stepsPerSecond").GetDouble() > 0);
    }

    [Fact]
    public async Task A_perfect_player_shows_what_the_reference_harness_can_be_brought_to()
    {
        double Rate(JsonElement json) => json.GetProperty("successRate").GetDouble();
        Assert.Equal(0.5, Rate(await Rl4Vlm.JsonAsync("env", "score", "ezpoints", "--fidelity", "paper", "--episodes", "200")));
        Assert.Equal(1, Rate(await Rl4Vlm.JsonAsync("env", "score", "ezpoints", "--episodes", "200")));
        Assert.Equal(32 / 36.0, Rate(await Rl4Vlm.JsonAsync("env", "score", "numberline", "--fidelity", "paper", "--episodes", "4000")), 0.02);
        Assert.Equal(1, Rate(await Rl4Vlm.JsonAsync("env", "score", "numberline", "--episodes", "200")));
        Assert.InRange(Rate(await Rl4Vlm.JsonAsync("env", "score", "ezpoints", "--mistakes", "1", "--episodes", "400")), 0.2, 0.4);
        Assert.Equal(64, (await Rl4Vlm.RunAsync("env", "score", "ezpoints", "--mistakes", "2")).Code);
    }

    [Fact]
    public async Task An_unknown_task_is_exit_64() => Assert.Equal(64, (await Rl4Vlm.RunAsync("env", "show", "chess")).Code);

    [Fact]
    public async Task A_manifest_with_five_mistakes_gets_five_messages_and_exit_78()
    {
        string file = Path.Combine(folder, "bad.yaml");
        await File.WriteAllTextAsync(file, """
            apiVersion: rl4vlm.io/v1alpha1
            kind: RL4VLMRun
            metadata: {name: Bad_Name}
            spec:
              seed: x
              model: {preset: huge}
              tasks: [{name: numberline, weigth: 2}]
              ppo: {clip: 7}
            """);
        (int code, string output, string error) = await Rl4Vlm.RunAsync("validate", file);
        Assert.Equal((78, ""), (code, output));
        Assert.Equal(6, error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        (code, output, _) = await Rl4Vlm.RunAsync("validate", file, "--output", "json");
        Assert.Equal(78, code);
        JsonElement json = JsonDocument.Parse(output).RootElement;
        Assert.False(json.GetProperty("valid").GetBoolean());
        Assert.Equal(5, json.GetProperty("errors").GetArrayLength());
        Assert.Equal(78, (await Rl4Vlm.RunAsync("run", file, "--directory", folder)).Code);
    }

    [Fact]
    public async Task Crd_prints_the_definition_and_a_missing_manifest_is_exit_64()
    {
        Assert.Contains("kind: CustomResourceDefinition", (await Rl4Vlm.RunAsync("crd")).Output, StringComparison.Ordinal);
        Assert.Equal(64, (await Rl4Vlm.RunAsync("validate", Path.Combine(folder, "absent.yaml"))).Code);
    }
}
