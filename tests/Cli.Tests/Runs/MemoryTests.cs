using System.Diagnostics;
using RL4VLM.Agents;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;
using RL4VLM.Evaluator;
using RL4VLM.Learner;
using RL4VLM.Rollout;
using TorchSharp;
using Xunit.Abstractions;

namespace RL4VLM.Cli.Tests.Runs;

[Trait("Speed", "slow")]
public sealed class MemoryTests(ITestOutputHelper output) : IDisposable
{
    private const int Iterations = 50;

    private readonly string folder = Directory.CreateTempSubdirectory("rl4vlm-memory-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task NeitherTensorsNorResidentMemoryGrowOverFiftyIterations()
    {
        var manifest = ManifestReader.Read($$$"""
            apiVersion: rl4vlm.io/v1alpha1
            kind: RL4VLMRun
            metadata: {name: memory}
            spec:
              model: {preset: tiny}
              tasks: [{name: numberline}]
              sft: {demonstrations: {episodes: 300}}
              ppo: {iterations: {{{Iterations}}}, stepsPerIteration: 256, learningRate: {steps: {{{Iterations}}}}, kl: {coefficient: 0.1}}
              rollout: {environments: 32, maxNewTokens: 48}
              evaluation: {every: 0, episodes: 10}
            """).Manifest!;
        var store = new DirectoryArtifactStore(Path.Combine(folder, "memory"));
        using var session = new StageSession();
        session.Prepare(manifest);
        var readings = new List<(int Iteration, long Tensors, double Megabytes)>();
        foreach (var key in RunPlanner.AllKeys(manifest))
        {
            var context = new StageContext
            {
                Manifest = manifest,
                Run = "memory",
                Iteration = key.Iteration,
                Worker = key.Worker ?? 0,
                Task = key.Task,
                Store = store,
            };
            await RunAsync(key.Stage, context, session);
            if (key.Stage == StageNames.Ppo)
                readings.Add((key.Iteration, torch.Tensor.TotalCount, Resident()));
        }

        foreach (var (iteration, tensors, megabytes) in readings.Where(r => r.Iteration % 5 == 0))
            output.WriteLine($"iteration {iteration,2}: {tensors} live tensors, {megabytes:0} MiB resident");
        Assert.Equal(Iterations, readings.Count);
        Assert.Equal(readings[9].Tensors, readings[^1].Tensors);
        // The allocator keeps what it once needed, so memory climbs to a plateau; from there on it must stay.
        // A leak of one batch's tensors an iteration would add gigabytes by the end.
        double plateau = readings.Skip(15).Take(10).Max(r => r.Megabytes), end = readings.Skip(40).Average(r => r.Megabytes);
        Assert.True(end <= plateau * 1.25, $"resident memory grew from {plateau:0} to {end:0} MiB");
    }

    private static Task<StageSummary> RunAsync(string stage, StageContext context, StageSession session) => stage switch
    {
        StageNames.Initialize => InitializeStage.RunAsync(context, session, default),
        StageNames.Demonstrate => DemonstrateStage.RunAsync(context, session, default),
        StageNames.Sft => SftStage.RunAsync(context, session, default),
        StageNames.Collect => CollectStage.RunAsync(context, session, default),
        StageNames.Ppo => PpoStage.RunAsync(context, session, default),
        _ => EvaluateStage.RunAsync(context, session, default),
    };

    private static double Resident()
    {
        // What the collector has not got round to yet is no growth.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1048576.0;
    }
}
