using System.CommandLine;
using System.Globalization;
using RL4VLM.Cli.Output;
using RL4VLM.Cli.Running;
using RL4VLM.Cli.Runs;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Commands;

/// <summary><c>rl4vlm status RUN</c>: how far a run is, from its commits alone.</summary>
internal static class StatusCommand
{
    private sealed record IterationRow(int Iteration, Dictionary<string, double> Metrics);

    public static Command Create(CommandConsole console)
    {
        var command = new Command("status", "Shows how far a run is and how well it does.");
        var run = new RunArgument(command);
        return command.Does(console, async (parsed, own, cancellation) =>
        {
            RunFolder folder = await run.OpenAsync(parsed, cancellation).ConfigureAwait(false);
            RunManifest manifest = await folder.EffectiveManifestAsync(cancellation).ConfigureAwait(false);
            RunProgress progress = await RunProgress.ReadAsync(manifest, folder.Store, cancellation).ConfigureAwait(false);
            StageKey[] all = [.. RunPlanner.AllKeys(manifest)];
            string[] next = [.. RunPlanner.Next(manifest, progress).SelectMany(request => request.Keys).Select(key => StageLine.Title(key, manifest.Spec.Ppo.Iterations))];
            List<IterationRow> iterations = await ReadIterationsAsync(manifest, progress, folder.Store, cancellation).ConfigureAwait(false);
            List<EvaluationRow> evaluations = await ReadEvaluationsAsync(manifest, folder.Store, cancellation).ConfigureAwait(false);
            own.Result(
                new JsonFields
                {
                    { "run", manifest.Metadata.Name },
                    { "location", folder.Path },
                    { "complete", next.Length == 0 },
                    { "stagesDone", progress.Completed.Count },
                    { "stagesTotal", all.Length },
                    { "iteration", iterations.LastOrDefault(row => progress.Has(StageKey.Ppo(row.Iteration)))?.Iteration ?? 0 },
                    { "iterations", manifest.Spec.Ppo.Iterations },
                    { "next", next },
                    { "training", iterations.Select(row => new JsonFields { { "iteration", row.Iteration }, { "metrics", row.Metrics } }) },
                    { "evaluations", evaluations.Select(row => row.ToJson()) },
                },
                writer => Write(writer, folder, manifest, progress, all.Length, next, iterations, evaluations));
            return ExitCodes.Done;
        });
    }

    private static void Write(
        TextWriter writer, RunFolder folder, RunManifest manifest, RunProgress progress, int total, string[] next, List<IterationRow> iterations, List<EvaluationRow> evaluations)
    {
        writer.WriteLine($"{manifest.Metadata.Name}  {(next.Length == 0 ? "complete" : $"{progress.Completed.Count} of {total} stages done; next: {string.Join(", ", next)}")}");
        writer.WriteLine(folder.Path);
        if (iterations.Count > 0)
        {
            writer.WriteLine();
            var table = new TextTable("iteration", "success", "return", "thoughts", "illegal", "length", "kl", "clipped", "entropy", "gap");
            foreach (IterationRow row in iterations)
            {
                table.Row(
                    row.Iteration.ToString(CultureInfo.InvariantCulture),
                    Format.Percent(Get(row, MetricNames.Sample.Success)), Format.Number(Get(row, MetricNames.Sample.Return)),
                    Format.Percent(Get(row, MetricNames.Sample.ThoughtAccuracy)), Format.Percent(Get(row, MetricNames.Sample.IllegalRate)),
                    Format.Number(Get(row, MetricNames.Sample.EpisodeLength), "0.0"), Format.Number(Get(row, MetricNames.Train.ApproxKl), "0.0000"),
                    Format.Percent(Get(row, MetricNames.Train.ClipFraction)), Format.Number(Get(row, MetricNames.Train.Entropy)),
                    Format.Number(Get(row, MetricNames.Train.LogProbabilityGapMax), "0.0E+0"));
            }

            table.Write(writer, "  ");
        }

        if (evaluations.Count == 0) return;
        writer.WriteLine();
        EvaluationRow.Table(evaluations).Write(writer, "  ");
    }

    private static double? Get(IterationRow row, string name) => row.Metrics.TryGetValue(name, out double value) ? value : null;

    private static async Task<List<IterationRow>> ReadIterationsAsync(RunManifest manifest, RunProgress progress, IArtifactStore store, CancellationToken cancellation)
    {
        var rows = new List<IterationRow>();
        for (int iteration = 1; iteration <= manifest.Spec.Ppo.Iterations; iteration++)
        {
            StageKey[] keys = [.. Enumerable.Range(0, manifest.Spec.Rollout.Workers).Select(worker => StageKey.Collect(iteration, worker)), StageKey.Ppo(iteration)];
            var metrics = new Dictionary<string, double>();
            foreach (StageKey key in keys.Where(progress.Has))
            {
                // Several workers: the first one stands for all in this table; the report shows each.
                foreach ((string name, double value) in (await store.TryGetCommitAsync(key.Output, cancellation).ConfigureAwait(false))!.Summary.Metrics) metrics.TryAdd(name, value);
            }

            if (metrics.Count > 0) rows.Add(new IterationRow(iteration, metrics));
        }

        return rows;
    }

    private static async Task<List<EvaluationRow>> ReadEvaluationsAsync(RunManifest manifest, IArtifactStore store, CancellationToken cancellation)
    {
        var evaluations = new List<EvaluationRow>();
        foreach (int iteration in RunPlanner.EvaluatedIterations(manifest))
        {
            foreach (TaskSpec task in manifest.Spec.Tasks)
            {
                evaluations.AddRange(await EvaluationRow.ReadAsync(store, iteration, task.Name, cancellation).ConfigureAwait(false));
            }
        }

        return evaluations;
    }
}
