using System.CommandLine;
using System.CommandLine.Invocation;
using RL4VLM.Cli.Commands;
using RL4VLM.Cli.Output;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli;

/// <summary>Everything a person types (design section 9), and how failures become exit codes.</summary>
public static class CommandLine
{
    /// <summary>Parses and runs one command line.</summary>
    /// <param name="args">Without the program's name.</param>
    /// <param name="output">Results.</param>
    /// <param name="error">Messages.</param>
    /// <param name="isTerminal">Whether <paramref name="output"/> is a terminal.</param>
    /// <returns>The exit code (<see cref="ExitCodes"/>).</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error, bool isTerminal)
    {
        RootCommand root = Build(new CommandConsole(output, error, Json: false, isTerminal));
        ParseResult parsed = root.Parse(args);
        bool isWrong = parsed.Action is ParseErrorAction;
        var configuration = new InvocationConfiguration { Output = isWrong ? error : output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        if (parsed.Action is ParseErrorAction wrong)
        {
            wrong.ShowHelp = false;
            await parsed.InvokeAsync(configuration).ConfigureAwait(false);
            string path = string.Join(' ', PathOf(parsed.CommandResult.Command));
            await error.WriteLineAsync($"Try '{path} --help'.").ConfigureAwait(false);
            return ExitCodes.Usage;
        }

        return await parsed.InvokeAsync(configuration).ConfigureAwait(false);
    }

    /// <summary>The command tree; also what docs/cli.md lists.</summary>
    public static RootCommand Build(CommandConsole console)
    {
        var root = new RootCommand("Reinforcement learning for vision-language models: one manifest in, a trained policy out.");
        foreach (Command command in CommandList.All(console)) root.Add(command);
        return root;
    }

    private static IEnumerable<string> PathOf(Command command)
    {
        Command? parent = command.Parents.OfType<Command>().FirstOrDefault();
        return parent is null ? ["rl4vlm"] : PathOf(parent).Append(command.Name);
    }
}
