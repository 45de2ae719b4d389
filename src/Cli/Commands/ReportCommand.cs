using System.CommandLine;
using RL4VLM.Cli.Output;
using RL4VLM.Cli.Report;
using RL4VLM.Cli.Runs;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Commands;

/// <summary><c>rl4vlm report RUN</c>: one self-contained HTML file.</summary>
internal static class ReportCommand
{
    public static Command Create(CommandConsole console)
    {
        var command = new Command("report", "Writes a self-contained HTML report of a run: curves, evaluations, episodes.");
        var run = new RunArgument(command);
        return command.Does(console, async (parsed, own, cancellation) =>
        {
            RunFolder folder = await run.OpenAsync(parsed, cancellation).ConfigureAwait(false);
            string path = await ReportWriter.WriteAsync(folder.Store, folder.LocalFolder, cancellation).ConfigureAwait(false);
            own.Result(new JsonFields { { "report", path } }, writer => writer.WriteLine(path));
            return ExitCodes.Done;
        });
    }
}
