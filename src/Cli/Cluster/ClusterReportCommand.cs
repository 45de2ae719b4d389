using System.CommandLine;
using System.Text;
using RL4VLM.Cli.Output;
using RL4VLM.Cli.Report;
using RL4VLM.Cli.Runs;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Cluster;

/// <summary><c>kubectl rl4vlm report NAME</c>: the page of <c>rl4vlm report</c>, for a run that only the cluster's manifest describes.</summary>
internal static class ClusterReportCommand
{
    public static Command Create(CommandConsole console, ClusterArguments cluster)
    {
        var command = new Command("report", "Writes a self-contained HTML report of a run to runs/NAME: curves, evaluations, episodes.");
        Argument<string> name = ClusterArguments.Name();
        var directory = new Option<string?>("--directory") { Description = "where the run's volume claim is mounted, or copied to, on this machine", HelpName = "DIR" };
        command.Add(name);
        command.Add(directory);
        return cluster.Does(command, console, async (parsed, own, runs, cancellation) =>
        {
            ClusterRun run = await runs.GetAsync(parsed.GetRequiredValue(name), cancellation).ConfigureAwait(false);
            ManifestResult read = ManifestReader.ReadResource(run.Name, run.Namespace, run.Spec);
            RunManifest manifest = read.Manifest ?? throw ManifestReader.Failure($"run {run.Name} in namespace {run.Namespace}", read.Errors);
            IArtifactStore store = await RunStorage.OpenAsync(
                runs, manifest, parsed.GetValue(directory), warning => own.Error.WriteLine($"rl4vlm: warning: {warning}"), cancellation).ConfigureAwait(false);
            if (await store.TryReadManifestAsync(cancellation).ConfigureAwait(false) is not { } text)
            {
                throw new StageException(ExitCodes.Usage, $"there is no {ArtifactPaths.ManifestFile} in {store.Location}: {run.Name} ({run.Phase}) has not finished its first stage, or its artifacts were removed");
            }

            var folder = new RunFolder(store, ManifestJson.Read(Encoding.UTF8.GetBytes(text), $"{store.Location}/{ArtifactPaths.ManifestFile}"));
            string path = await ReportWriter.WriteAsync(folder.Store, folder.LocalFolder, cancellation).ConfigureAwait(false);
            own.Result(new JsonFields { { "report", path } }, writer => writer.WriteLine(path));
            return ExitCodes.Done;
        });
    }
}
