using System.Globalization;
using RL4VLM.Cli.Output;
using RL4VLM.Cli.Report;
using RL4VLM.Cli.Runs;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;

namespace RL4VLM.Cli.Running;

/// <summary>What a finished run shows: before and after, the report, and what it cost.</summary>
internal static class RunOutcome
{
    public static async Task WriteAsync(RunManifest manifest, IArtifactStore store, CommandConsole console, CancellationToken cancellation)
    {
        var evaluations = new List<EvaluationRow>();
        foreach (TaskSpec task in manifest.Spec.Tasks)
        {
            foreach (int iteration in new[] { 0, manifest.Spec.Ppo.Iterations }.Distinct())
            {
                evaluations.AddRange(await EvaluationRow.ReadAsync(store, iteration, task.Name, cancellation).ConfigureAwait(false));
            }
        }

        string report = await ReportWriter.WriteAsync(store, RunFolder.LocalFolderOf(store, manifest), cancellation).ConfigureAwait(false);
        ProcessUsage usage = ProcessUsage.Now();
        var json = new JsonFields
        {
            { "run", manifest.Metadata.Name },
            { "location", store.Location },
            { "complete", true },
            { "evaluations", evaluations.Select(row => row.ToJson()) },
            { "report", report },
            { "cpuSeconds", usage.CpuSeconds },
            { "peakBytes", usage.PeakBytes },
        };
        console.Result(json, writer =>
        {
            writer.WriteLine();
            writer.WriteLine($"{manifest.Metadata.Name}: before PPO (0000-sft) and after ({manifest.Spec.Ppo.Iterations.ToString("0000", CultureInfo.InvariantCulture)})");
            writer.WriteLine();
            EvaluationRow.Table(evaluations).Write(writer, "  ");
            writer.WriteLine();
            writer.WriteLine($"artifacts  {store.Location}");
            writer.WriteLine($"report     {report}");
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"used       {usage.CpuSeconds:0.0} CPU-seconds, {Format.Bytes(usage.PeakBytes)} at the most"));
        });
    }
}
