using System.Text.Json;
using RL4VLM.Cli.Tests.Commands;

namespace RL4VLM.Cli.Tests.Running;

public sealed class CnnRunTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rl4vlm-cnn-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_baseline_goes_through_every_stage_and_learns_to_imitate()
    {
        string manifest = Path.Combine(folder, "cnn.yaml");
        await File.WriteAllTextAsync(manifest, """
            apiVersion: rl4vlm.io/v1alpha1
            kind: RL4VLMRun
            metadata: {name: cnn}
            spec:
              model: {preset: cnn}
              tasks: [{name: numberline, chainOfThought: false}]
              sft: {demonstrations: {episodes: 200}, epochs: 12, learningRate: 2.0e-3}
              ppo: {iterations: 1, stepsPerIteration: 64, epochs: 1, kl: {coefficient: 0.1, tokens: all}}
              rollout: {environments: 16}
              evaluation: {every: 1, episodes: 100}
            """);
        string runs = Path.Combine(folder, "runs");
        JsonElement json = await Rl4Vlm.JsonAsync("run", manifest, "--directory", runs);
        JsonElement before = json.GetProperty("evaluations").EnumerateArray().First(row => row.GetProperty("checkpoint").GetString() == "0000-sft" && row.GetProperty("mode").GetString() == "greedy");
        Assert.True(before.GetProperty("successRate").GetDouble() > 0.75, before.GetRawText());
        Assert.Equal(JsonValueKind.Null, before.GetProperty("thoughtAccuracy").ValueKind);
        (int code, string output, string error) = await Rl4Vlm.RunAsync("play", Path.Combine(runs, "cnn"), "--task", "numberline");
        Assert.True(code == 0, error);
        Assert.Contains("{\"action\"", output, StringComparison.Ordinal);
    }
}
