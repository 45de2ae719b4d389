using System.Diagnostics;
using System.Text.Json.Nodes;
using k8s.Models;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;
using RL4VLM.EndToEnd.Clusters.Fake;
using RL4VLM.EndToEnd.Runs;
using Xunit.Abstractions;

namespace RL4VLM.EndToEnd.Suites;

/// <summary>A whole run through the operator — real stage processes, a real Azurite — against the same run on the command line.</summary>
[Trait("Speed", "slow")]
public sealed class SameHashesTests(ITestOutputHelper output)
{
    private const int Iterations = 3;

    private static readonly (string Stage, int Iteration)[] Evicted =
        [(StageNames.Initialize, 0), (StageNames.Demonstrate, 0), (StageNames.Sft, 0), (StageNames.Evaluate, 0), (StageNames.Collect, 1), (StageNames.Ppo, 2)];

    /// <summary>Evicted once more, but in the midst of their work.</summary>
    private static readonly (string Stage, int Iteration)[] Interrupted = [(StageNames.Ppo, 1), (StageNames.Collect, 2), (StageNames.Evaluate, 1)];

    [Fact]
    public async Task A_run_with_a_pod_of_each_stage_evicted_has_the_hashes_of_the_same_run_on_the_command_line()
    {
        using var folder = new TemporaryFolder();
        await using FakeCluster cluster = await FakeCluster.StartAsync(await FakeWorkload.ProcessesAsync());
        await using var run = new RunUnderTest(cluster, "hashes");
        JsonObject document = RunSpecs.Manifest(cluster.Namespace, run.Name, RunSpecs.Small(Iterations), cluster.Spec);
        await run.ApplyAsync(RunSpecs.Small(Iterations));
        var random = new Random(1);
        await Task.WhenAll(
        [
            .. Evicted.Select(stage => EvictAsync(run, stage.Stage, stage.Iteration)),
            .. Interrupted.Select(stage => InterruptAsync(run, stage.Stage, stage.Iteration, TimeSpan.FromMilliseconds(random.Next(500, 2500)))),
        ]);

        RunStatus status = await run.SucceededAsync();
        Assert.Equal((Iterations, 0), (status.Iteration, status.Restarts));
        await RunLocallyAsync(document, folder.Path);

        RunManifest manifest = ManifestReader.Read(document.ToJsonString()).Manifest!;
        var blobs = new AzureBlobArtifactStore(manifest.Spec.Storage.AzureBlob!, ArtifactStores.RunInCluster(manifest), cluster.BlobOptions(folder.Path));
        IArtifactStore local = ArtifactStores.OpenLocal(manifest, folder.Path);
        int files = 0;
        foreach (ArtifactName artifact in RunPlanner.AllKeys(manifest).Select(key => key.Output))
        {
            Commit here = await local.TryGetCommitAsync(artifact) ?? throw new InvalidOperationException($"{artifact} is not in {local.Location}");
            Commit there = await blobs.TryGetCommitAsync(artifact) ?? throw new InvalidOperationException($"{artifact} is not in {blobs.Location}");
            Assert.Equal(here.Files.Select(file => $"{artifact}/{file}"), there.Files.Select(file => $"{artifact}/{file}"));
            Assert.Equal(here.Summary.Metrics, there.Summary.Metrics);
            files += here.Files.Count;
        }

        output.WriteLine($"{files} files have the same SHA-256");
        await run.CleanUpAsync();
        Assert.Equal([], cluster.Violations);
    }

    private async Task EvictAsync(RunUnderTest run, string stage, int iteration)
    {
        V1Pod pod = (await run.RunningAsync(stage, iteration))[0];
        await run.EvictAsync(pod);
        await run.GoneAsync([pod]);
        V1Pod last = run.Pods.Ever.Single(known => known.Metadata.Uid == pod.Metadata.Uid);
        output.WriteLine($"{stage} {iteration}: evicted, exit {RunUnderTest.End(last)?.ExitCode}");
        Assert.NotEqual(ExitCodes.Done, RunUnderTest.End(last)?.ExitCode);
    }

    /// <summary>At some instant after the start; how far the stage has come by then is the machine's business.</summary>
    private async Task InterruptAsync(RunUnderTest run, string stage, int iteration, TimeSpan instant)
    {
        V1Pod pod = (await run.RunningAsync(stage, iteration))[0];
        await Task.Delay(instant);
        await run.EvictAsync(pod);
        await run.GoneAsync([pod]);
        output.WriteLine($"{stage} {iteration}: evicted after {instant.TotalMilliseconds} ms, exit {RunUnderTest.End(run.Pods.Ever.Single(known => known.Metadata.Uid == pod.Metadata.Uid))?.ExitCode}");
    }

    private static async Task RunLocallyAsync(JsonObject document, string folder)
    {
        string manifest = Path.Combine(folder, "manifest.json");
        await File.WriteAllTextAsync(manifest, document.ToJsonString());
        var start = new ProcessStartInfo("dotnet", [Repository.Program("Cli", "rl4vlm"), "run", manifest, "--directory", folder]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in ProcessWorkload.Threads) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        string[] said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, string.Concat(said));
    }
}
