using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Benchmarks.Telemetry;

/// <summary>What came out.</summary>
/// <param name="Pairs">Each iteration with the export and without.</param>
/// <param name="First">Beginning and ending the export for the first time in the process, with nothing to send.</param>
/// <param name="Empty">The same once it is warm, a mean.</param>
/// <param name="Spans">That the collector got.</param>
/// <param name="Metrics">That the collector got.</param>
/// <param name="Same">Whether both sides made the same last checkpoint.</param>
/// <param name="Warnings">Of the export.</param>
internal sealed record PairedResult(
    IReadOnlyList<(Cost On, Cost Off)> Pairs, Cost First, Cost Empty, int Spans, int Metrics, bool Same, string Warnings);

/// <summary>Two runs of one manifest in turn: on, off, off, on, and so forth, so that what drifts meets both alike.</summary>
internal static class PairedRun
{
    public static async Task<PairedResult> MeasureAsync(string file, string[] set, int pairs, int warmUp, bool control, CancellationToken cancellation)
    {
        RunManifest manifest = ManifestReader.ReadFileOrThrow(file, [.. set, "spec.deterministic=true", $"spec.ppo.iterations={pairs + warmUp}", "spec.rollout.workers=1"], null);
        string folder = Directory.CreateTempSubdirectory("rl4vlm-telemetry-bench-").FullName;
        try
        {
            using Collector collector = await Collector.StartAsync();
            var variables = new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Endpoint, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" };
            using var on = new Side(manifest, Path.Combine(folder, "on"), control ? [] : variables);
            using var off = new Side(manifest, Path.Combine(folder, "off"), new Dictionary<string, string?>());
            IEnumerable<StageKey> first = [StageKey.Initialize, StageKey.Demonstrate, StageKey.Sft, .. manifest.Spec.Tasks.Select(task => StageKey.Evaluate(0, task.Name))];
            Cost cold = await on.RunAsync([], cancellation);
            await on.RunAsync(first, cancellation);
            await off.RunAsync(first, cancellation);
            var measured = new List<(Cost On, Cost Off)>();
            for (int iteration = 1; iteration <= pairs + warmUp; iteration++)
            {
                StageKey[] keys = [StageKey.Collect(iteration, 0), StageKey.Ppo(iteration)];
                Cost with, without;
                if (iteration % 2 == 1)
                {
                    with = await on.RunAsync(keys, cancellation);
                    without = await off.RunAsync(keys, cancellation);
                }
                else
                {
                    without = await off.RunAsync(keys, cancellation);
                    with = await on.RunAsync(keys, cancellation);
                }

                if (iteration > warmUp) measured.Add((with, without));
            }

            var empty = new List<Cost>();
            for (int i = 0; i < 20; i++) empty.Add(await on.RunAsync([], cancellation));
            ArtifactName last = ArtifactName.Checkpoint(pairs + warmUp);
            bool same = await on.HashesAsync(last) == await off.HashesAsync(last);
            (int spans, int metrics) = await collector.EndAsync();
            return new PairedResult(measured, cold, new Cost(empty.Average(cost => cost.Cpu), empty.Average(cost => cost.Wall)), spans, metrics, same, on.Warnings);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
