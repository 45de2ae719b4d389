using RL4VLM.Image.Tests.Sandbox;

namespace RL4VLM.Image.Tests;

/// <summary>What <c>make publish</c> writes, and a volume with the manifest of a tiny run.</summary>
public sealed class PublishedLayouts : IAsyncLifetime
{
    private const string Manifest = """
        apiVersion: rl4vlm.io/v1alpha1
        kind: RL4VLMRun
        metadata: {name: tiny, namespace: team-a}
        spec:
          deterministic: true
          model: {preset: tiny, device: cpu}
          tasks: [{name: numberline}]
          sft: {demonstrations: {episodes: 20}, epochs: 1, batchSize: 16}
          ppo: {iterations: 1, stepsPerIteration: 16}
          rollout: {environments: 4, maxNewTokens: 12}
          evaluation: {episodes: 4}
          storage: {directory: {path: /data/store}}
        """;

    public string Folder { get; } = Directory.CreateTempSubdirectory("rl4vlm-images-").FullName;

    public async Task InitializeAsync()
    {
        await Container.RequireAsync();
        string data = Path.Combine(Folder, "data");
        Directory.CreateDirectory(Path.Combine(data, "store"));
        await File.WriteAllTextAsync(Path.Combine(data, "manifest.yaml"), Manifest);
        await Shell.RunAsync($"chmod 755 {Folder}; chown -R 65532:65532 {data}; {Repository.Root}/scripts/publish.sh --no-build --output {Folder}/images");
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }
}
