using RL4VLM.Cli.Tests.Runs;

namespace RL4VLM.Cli.Tests.Telemetry;

/// <summary>A small run in a process of its own, with a collector or without.</summary>
internal sealed class SmallRun : IDisposable
{
    private const string Manifest = """
        apiVersion: rl4vlm.io/v1alpha1
        kind: RL4VLMRun
        metadata: {name: small}
        spec:
          seed: 3
          deterministic: true
          model: {preset: tiny}
          tasks: [{name: numberline}]
          sft: {demonstrations: {episodes: 20, mistakes: 0.4}, batchSize: 16}
          ppo: {iterations: 2, stepsPerIteration: 64, epochs: 2, miniBatchSize: 16}
          rollout: {workers: 2, environments: 4, maxNewTokens: 24}
          evaluation: {every: 1, episodes: 4}
        """;

    public string Folder { get; } = Directory.CreateTempSubdirectory("rl4vlm-telemetry-").FullName;

    /// <summary>Every committed file's name and hash: what the run has come to.</summary>
    public IReadOnlyList<string> Hashes => [.. Directory.GetFiles(Path.Combine(Folder, "runs"), "_commit.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .SelectMany(path => Core.Artifacts.CommitJson.ReadCommit(File.ReadAllBytes(path), path).Files.Select(file => $"{Path.GetRelativePath(Folder, path)} {file.Name} {file.Sha256}"))];

    /// <returns>Exit code and standard error.</returns>
    public async Task<(int Code, string Error)> RunAsync(string? endpoint, params string[] more)
    {
        string manifest = Path.Combine(Folder, "small.yaml");
        await File.WriteAllTextAsync(manifest, Manifest);
        var variables = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        };
        if (endpoint is not null) variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint;
        (int code, _, string error) = await RunProcess.RunAsync(variables, ["run", manifest, "--directory", Path.Combine(Folder, "runs"), .. more]);
        return (code, error);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
