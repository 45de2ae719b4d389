namespace RL4VLM.Cli.Tests.Commands;

/// <summary>A whole run with the smallest figures that exercise every stage, done once for all tests of a class.</summary>
public sealed class FinishedRun : IAsyncLifetime
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
          ppo: {iterations: 2, stepsPerIteration: 16, epochs: 1, miniBatchSize: 16}
          rollout: {workers: 2, environments: 4, maxNewTokens: 24}
          evaluation: {every: 1, episodes: 4}
        """;

    public string Folder { get; } = Directory.CreateTempSubdirectory("rl4vlm-cli-").FullName;

    public string ManifestFile => Path.Combine(Folder, "small.yaml");

    public string Run => Path.Combine(Folder, "runs", "small");

    public string[] RunArguments => ["run", ManifestFile, "--directory", Path.Combine(Folder, "runs")];

    public (int Code, string Output, string Error) First { get; private set; }

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(ManifestFile, Manifest);
        First = await Rl4Vlm.RunAsync(RunArguments);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }
}
