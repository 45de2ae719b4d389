using System.Security.Cryptography;
using RL4VLM.Core.Artifacts;
using Xunit.Abstractions;

namespace RL4VLM.Cli.Tests.Runs;

[Trait("Speed", "slow")]
public sealed class KilledRunTests(ITestOutputHelper output) : IDisposable
{
    private const string Manifest = """
        apiVersion: rl4vlm.io/v1alpha1
        kind: RL4VLMRun
        metadata: {name: killed}
        spec:
          seed: 7
          deterministic: true
          model: {preset: tiny}
          tasks: [{name: numberline}]
          sft: {demonstrations: {episodes: 300, mistakes: 0.4}, epochs: 1}
          ppo:
            iterations: 2
            stepsPerIteration: 128
            learningRate: {initial: 3.0e-4}
            kl: {coefficient: 0.1}
          rollout: {environments: 32, maxNewTokens: 48}
          evaluation: {every: 1, episodes: 40}
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("rl4vlm-killed-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task TwoRunsWithTheSameSeedGiveTheSameBytes()
    {
        var first = await FinishedRunAsync("first");
        var second = await FinishedRunAsync("second");
        Assert.NotEmpty(first);
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task KilledAtTenRandomInstantsARunEndsWithTheSameBytes()
    {
        string manifest = WriteManifest();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var expected = await FinishedRunAsync("whole");
        double whole = clock.Elapsed.TotalSeconds;
        string place = Path.Combine(folder, "cut");
        var random = new Random(20261121);
        int kills = 0;
        for (int attempt = 0; attempt < 200 && kills < 10; attempt++)
        {
            // Short enough that ten kills come before the end, spread over start-up, stages and commits alike.
            var after = TimeSpan.FromSeconds(whole * (0.08 + (0.25 * random.NextDouble())));
            int? exit = await RunProcess.RunAndKillAsync(after, "run", manifest, "--directory", place);
            if (exit is not null)
            {
                // Finished before ten kills: start over, the kills so far count.
                Assert.Equal(0, exit);
                Assert.Equal(expected, Hashes(Path.Combine(place, "killed")));
                Directory.Delete(place, recursive: true);
                continue;
            }

            kills++;
            await AssertNothingIsHalfThereAsync(Path.Combine(place, "killed"));
        }

        Assert.Equal(10, kills);
        var (code, _, error) = await RunProcess.RunAsync("run", manifest, "--directory", place);
        Assert.True(code == 0, error);
        output.WriteLine($"{kills} kills, uninterrupted run {whole:0.0} s");
        Assert.Equal(expected, Hashes(Path.Combine(place, "killed")));
    }

    private async Task<SortedDictionary<string, string>> FinishedRunAsync(string name)
    {
        string place = Path.Combine(folder, name);
        var (code, _, error) = await RunProcess.RunAsync("run", WriteManifest(), "--directory", place);
        Assert.True(code == 0, error);
        return Hashes(Path.Combine(place, "killed"));
    }

    private string WriteManifest()
    {
        string path = Path.Combine(folder, "manifest.yaml");
        File.WriteAllText(path, Manifest);
        return path;
    }

    /// <summary>Every artifact file but <c>_commit.json</c>, which holds clocks and host names.</summary>
    private static SortedDictionary<string, string> Hashes(string run)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string part in (string[])["checkpoints", "demonstrations", "trajectories", "evaluations"])
        {
            foreach (string file in Directory.GetFiles(Path.Combine(run, part), "*", SearchOption.AllDirectories))
            {
                if (Path.GetFileName(file) is not ("_commit.json" or "_pruned.json"))
                    hashes[Path.GetRelativePath(run, file)] = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
            }
        }

        return hashes;
    }

    private static async Task AssertNothingIsHalfThereAsync(string run)
    {
        if (!Directory.Exists(run))
            return;
        var store = new DirectoryArtifactStore(run);
        foreach (string part in (string[])["checkpoints", "demonstrations", "trajectories", "evaluations"])
        {
            foreach (var artifact in await store.ListAsync(part))
            {
                var commit = await store.TryGetCommitAsync(artifact);
                Assert.NotNull(commit);
                string pruned = Path.Combine(run, artifact.Path, "_pruned.json");
                if (!File.Exists(pruned))
                    await store.MaterializeAsync(artifact);
            }

            string root = Path.Combine(run, part);
            if (!Directory.Exists(root))
                continue;
            // A folder with payload but no commit would be an artifact that is half there.
            foreach (string payload in Directory.GetFiles(root, "*", SearchOption.AllDirectories))
                Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(payload)!, "_commit.json")), $"{payload} belongs to no commit");
        }
    }
}
