using System.CommandLine;

namespace RL4VLM.Cli.Runs;

/// <summary>The <c>RUN</c> argument and the <c>--directory</c> option that goes with it.</summary>
internal sealed class RunArgument
{
    private readonly Argument<string> run = new("RUN") { Description = "a run's folder, its name, or its manifest file" };
    private readonly Option<string?> directory = new("--directory") { Description = "where runs lie (default: the manifest's storage, or runs)", HelpName = "DIR" };

    public RunArgument(Command command)
    {
        command.Add(run);
        command.Add(directory);
    }

    public Task<RunFolder> OpenAsync(ParseResult parsed, CancellationToken cancellation) =>
        RunFolder.OpenAsync(parsed.GetRequiredValue(run), parsed.GetValue(directory), cancellation);
}
