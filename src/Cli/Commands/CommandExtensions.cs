using System.CommandLine;
using RL4VLM.Cli.Output;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Commands;

/// <summary>What every command shares: <c>--output</c>, signals, and exit codes with one-line messages.</summary>
internal static class CommandExtensions
{
    /// <summary>Makes <paramref name="body"/> the command's action and adds <c>--output text|json</c>.</summary>
    public static Command Does(this Command command, CommandConsole console, Func<ParseResult, CommandConsole, CancellationToken, Task<int>> body)
    {
        var format = new Option<string>("--output") { Description = "text for people, json with the fields of docs/cli.md", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        command.Add(format);
        return command.DoesWithOwnOutput(console, parsed => parsed.GetValue(format) == "json", body);
    }

    /// <summary>The same for a command that gives <c>--output</c> a further meaning.</summary>
    public static Command DoesWithOwnOutput(
        this Command command, CommandConsole console, Func<ParseResult, bool> json, Func<ParseResult, CommandConsole, CancellationToken, Task<int>> body)
    {
        command.SetAction(async (parsed, outer) =>
        {
            using var signals = new TerminationSignals();
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(outer, signals.Token);
            try
            {
                return await body(parsed, console with { Json = json(parsed) }, linked.Token).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                (int code, string message) = StageFailure.Describe(e);
                await console.Error.WriteLineAsync($"rl4vlm: {message}").ConfigureAwait(false);
                return code;
            }
        });
        return command;
    }
}
