using System.Diagnostics;
using RL4VLM.Agents;
using RL4VLM.Cli.Running;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;

namespace RL4VLM.Benchmarks.Telemetry;

/// <summary>What some stages took.</summary>
/// <param name="Cpu">Processor seconds of this process, all threads: those that export too.</param>
/// <param name="Wall">Seconds.</param>
internal readonly record struct Cost(double Cpu, double Wall);

/// <summary>One of two runs of the same manifest, taken a step at a time.</summary>
/// <param name="manifest">The manifest.</param>
/// <param name="folder">Where its artifacts go.</param>
/// <param name="telemetry">The <c>OTEL_*</c> variables; empty: nothing is exported.</param>
internal sealed class Side(RunManifest manifest, string folder, IReadOnlyDictionary<string, string?> telemetry) : IDisposable
{
    private readonly DirectoryArtifactStore store = new(folder);
    private readonly StageSession session = new();
    private readonly StringWriter warnings = new();
    private IterationTraces? traces;

    /// <summary>What the export complained of.</summary>
    public string Warnings => warnings.ToString();

    /// <summary>The stages, begun and ended with the export as a process would do it, all of which counts.</summary>
    public async Task<Cost> RunAsync(IEnumerable<StageKey> keys, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, StageMain> stages = InProcessStages.With(session);
        traces ??= new IterationTraces(manifest, store);
        // What the other side left to collect is not to be paid for here.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        double cpu = Environment.CpuUsage.TotalTime.TotalSeconds;
        long start = Stopwatch.GetTimestamp();
        await using (TelemetryExport.Start("rl4vlm", telemetry, warnings))
        {
            foreach (StageKey key in keys)
            {
                var context = new StageContext
                {
                    Manifest = manifest, Run = manifest.Metadata.Name, Iteration = key.Iteration, Worker = key.Worker ?? 0, Task = key.Task, Store = store,
                };
                ActivityContext parent = await traces.ParentOfAsync(key, cancellation).ConfigureAwait(false);
                await ObservedStage.RunAsync(key.Stage, stages[key.Stage], context, parent, cancellation).ConfigureAwait(false);
            }
        }

        return new Cost(Environment.CpuUsage.TotalTime.TotalSeconds - cpu, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>The name and hash of every file of a checkpoint.</summary>
    public async Task<string> HashesAsync(ArtifactName checkpoint) =>
        string.Join('\n', (await store.TryGetCommitAsync(checkpoint).ConfigureAwait(false))!.Files.Select(file => $"{file.Name} {file.Sha256}"));

    public void Dispose() => session.Dispose();
}
