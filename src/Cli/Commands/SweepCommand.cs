using System.CommandLine;
using RL4VLM.Cli.Output;
using RL4VLM.Cli.Sweeps;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Commands;

/// <summary><c>rl4vlm sweep FILE</c>: a manifest times a grid of overrides and seeds, one run after the other; one table and plot.</summary>
internal static class SweepCommand
{
    public static Command Create(CommandConsole console)
    {
        var command = new Command("sweep", "Runs a manifest times a grid of overrides and seeds; continues where an earlier sweep stopped.");
        var file = new Argument<string>("FILE") { Description = "an RL4VLMSweep file (docs/sweeps.md)" };
        var directory = new Option<string>("--directory") { Description = "keeps the sweep's folder below DIR", HelpName = "DIR", DefaultValueFactory = _ => new DirectoryStorageSpec().Path };
        var only = new Option<string?>("--only") { Description = "runs one row; the table still shows what is there of the others", HelpName = "ROW" };
        var into = new Option<string?>("--into") { Description = "writes the table into a Markdown file, between <!-- sweep NAME --> and <!-- /sweep -->, with what its records have of other runs", HelpName = "FILE" };
        command.Add(file);
        command.Add(directory);
        command.Add(only);
        command.Add(into);
        return command.Does(console, (parsed, own, cancellation) => RunAsync(
            parsed.GetRequiredValue(file), parsed.GetRequiredValue(directory), parsed.GetValue(only), parsed.GetValue(into), own, cancellation));
    }

    private static async Task<int> RunAsync(string file, string directory, string? only, string? into, CommandConsole console, CancellationToken cancellation)
    {
        SweepManifest sweep = SweepReader.ReadFileOrThrow(file);
        string folder = Path.GetFullPath(Path.Combine(directory, sweep.Metadata.Name));
        IReadOnlyList<SweepRun> all = SweepRun.All(sweep, file, warning => console.Error.WriteLine($"rl4vlm: warning: {warning}"));
        SweepRun[] wanted = [.. all.Where(run => only is null || run.Row.Name == only)];
        if (into is not null) _ = SweepFiles.PlaceIn(into, sweep);
        if (wanted.Length == 0) throw new StageException(ExitCodes.Usage, $"--only {only}: there is no such row; rows are: {string.Join(", ", SweepRow.Of(sweep).Select(row => row.Name))}");
        List<string> names = [.. all.Select(run => run.Manifest.Metadata.Name)];
        var runner = new SweepRunner(folder, console.Json ? console.Error : console.Out);
        List<SweepFigures> finished = await SweepRunner.FinishedAsync(all, folder, cancellation).ConfigureAwait(false);
        try
        {
            await runner.RunAsync(wanted, figures =>
            {
                finished.RemoveAll(known => known.Run.Manifest.Metadata.Name == figures.Run.Manifest.Metadata.Name);
                finished.Add(figures);
                Save();
            }, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            console.Error.WriteLine("rl4vlm: stopped; everything committed is kept. The same command continues.");
            return ExitCodes.TryAgain;
        }

        Save();
        if (into is not null)
        {
            var records = new SweepRecords(SweepFiles.RecordsOf(into, sweep), TimeProvider.System, warning => console.Error.WriteLine($"rl4vlm: warning: {warning}"));
            IReadOnlyList<SweepFigures> recorded = records.Merge(all, Ordered());
            SweepFiles.WriteInto(into, sweep, new SweepTable(SweepRow.Of(sweep), recorded), recorded);
        }

        console.Result(Json(), writer =>
        {
            writer.WriteLine();
            writer.WriteLine(sweep.Spec.Title ?? sweep.Metadata.Name);
            writer.WriteLine();
            Table().Write(writer);
            writer.WriteLine();
            writer.WriteLine($"table and curves  {Path.Combine(folder, SweepFiles.Page)}");
            foreach (var (run, code, message) in runner.Failures) writer.WriteLine($"failed  {run.Row.Name}, seed {run.Seed} (exit code {code}): {message.Split('\n')[0]}");
        });
        return runner.Failures.Count > 0 ? runner.Failures[0].ExitCode : ExitCodes.Done;

        // In the file's order, whichever ran first: a curve keeps its place and its colour.
        SweepFigures[] Ordered() => [.. finished.OrderBy(one => names.IndexOf(one.Run.Manifest.Metadata.Name))];

        SweepTable Table() => new(SweepRow.Of(sweep), Ordered());

        void Save() => SweepFiles.Write(folder, sweep, Table(), Ordered(), Json());

        JsonFields Json() => new()
        {
            { "sweep", sweep.Metadata.Name },
            { "location", folder },
            { "complete", finished.Count == all.Count },
            { "rows", Table().ToJson() },
            { "failures", runner.Failures.Select(failure => new JsonFields { { "row", failure.Run.Row.Name }, { "seed", failure.Run.Seed }, { "exitCode", failure.ExitCode }, { "message", failure.Message } }) },
        };
    }
}
