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
    public async Task Env_bench_measures()
    {
        JsonElement json = await Rl4Vlm.JsonAsync("env", "bench", "numberline", "--seconds", "0.1");
        Assert.True(json.GetProperty("stepsPerSecond").GetDouble() > 0);
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
