using System.CommandLine;
using RL4VLM.Agents;
using RL4VLM.Cli.Output;
using RL4VLM.Cli.Running;
using RL4VLM.Cli.Runs;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;
using Spectre.Console;

namespace RL4VLM.Cli.Commands;

/// <summary><c>rl4vlm run MANIFEST</c>: all stages here, in one process; resumes by itself.</summary>
internal static class RunCommand
{
    public static Command Create(CommandConsole console)
    {
        var command = new Command("run", "Runs all stages of a manifest here; continues where an earlier run stopped.");
        var manifest = new ManifestArguments(command);
        var directory = new Option<string?>("--directory") { Description = "keeps runs below DIR instead of the manifest's storage", HelpName = "DIR" };
        var trace = new Option<string?>("--trace") { Description = "appends the run's spans to FILE as OTLP JSON, one export request per line", HelpName = "FILE" };
        command.Add(directory);
        command.Add(trace);
        return command.Does(console, (parsed, own, cancellation) =>
            RunAsync(manifest.Load(parsed, own), ResumeLine(parsed, manifest, directory), parsed.GetValue(directory), parsed.GetValue(trace), own, cancellation));
    }

    private static async Task<int> RunAsync(RunManifest manifest, string resume, string? directory, string? traceFile, CommandConsole console, CancellationToken cancellation)
    {
        IArtifactStore store = ArtifactStores.OpenLocal(manifest, directory);
        using RunLock held = RunLock.Take(RunFolder.LocalFolderOf(store, manifest));
        await SettledManifest.SettleAsync(store, manifest, cancellation).ConfigureAwait(false);

        // The trained policy is the result; how it went is for people, so JSON keeps it off the output.
        TextWriter log = console.Json ? console.Error : console.Out;
        IRunDisplay display = console is { IsTerminal: true, Json: false }
            ? new LiveRunDisplay(AnsiConsole.Console, manifest.Spec.Ppo.Iterations, TimeProvider.System)
            : new PlainRunDisplay(log, manifest.Spec.Ppo.Iterations, TimeProvider.System);
        await using TelemetryExport? export = TelemetryExport.Start("rl4vlm", TelemetryExport.ProcessVariables(), console.Error);
        using TraceFile? trace = traceFile is null ? null : new TraceFile(traceFile, console.Error);
        using var session = new StageSession();
        var runner = new LocalRunner
        {
            Manifest = manifest,
            Store = store,
            Stages = InProcessStages.With(session),
            Display = display,
        };
        try
        {
            // Off the caller's thread: the stages compute for seconds between awaits.
            await display.ShowAsync(() => Task.Run(() => runner.RunAsync(cancellation), CancellationToken.None)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            console.Error.WriteLine($"rl4vlm: stopped; everything committed is kept. Continue with: {resume}");
            return ExitCodes.TryAgain;
        }

        await RunOutcome.WriteAsync(manifest, store, console, cancellation).ConfigureAwait(false);
        return ExitCodes.Done;
    }

    private static string ResumeLine(ParseResult parsed, ManifestArguments manifest, Option<string?> directory)
    {
        IEnumerable<string> words = ["rl4vlm", "run", manifest.File(parsed), .. manifest.Overrides(parsed).SelectMany(set => new[] { "--set", set })];
        if (parsed.GetValue(directory) is { } folder) words = [.. words, "--directory", folder];
        return string.Join(' ', words.Select(word => word.Contains(' ', StringComparison.Ordinal) ? $"'{word}'" : word));
    }
}
