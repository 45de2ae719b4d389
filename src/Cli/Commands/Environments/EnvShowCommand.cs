using System.CommandLine;
using System.Globalization;
using RL4VLM.Cli.Output;
using RL4VLM.Agents.Dialogues;
using RL4VLM.Core.Stages;
using RL4VLM.Environments;

namespace RL4VLM.Cli.Commands.Environments;

/// <summary><c>rl4vlm env show TASK</c>: actions, limits, a first state and the prompt that goes with it.</summary>
internal static class EnvShowCommand
{
    public static Command Create(CommandConsole console)
    {
        var command = new Command("show", "Shows a task: actions, limits, an initial state and its prompt.");
        var task = new TaskArguments(command);
        var seed = new Option<int>("--seed") { Description = "of the state shown", HelpName = "S", DefaultValueFactory = _ => 1 };
        command.Add(seed);
        return command.Does(console, (parsed, own, _) =>
        {
            IEnvironment environment = task.Create(parsed);
            environment.Reset((ulong)Math.Max(0, parsed.GetValue(seed)));
            string prompt = TaskDialogues.For(task.Spec(parsed), task.Fidelity(parsed)).Prompt(environment.State);
            own.Result(
                new JsonFields
                {
                    { "name", environment.Task }, { "version", environment.Version }, { "actions", environment.Actions }, { "timeLimit", environment.TimeLimit },
                    { "ceiling", TaskCatalog.Find(environment.Task)?.Ceiling }, { "state", environment.State.ToString() }, { "prompt", prompt },
                },
                writer =>
                {
                    if (own.IsTerminal) TerminalPicture.Write(writer, environment.Render(), 60);
                    writer.WriteLine($"{environment.Task}  {environment.Version}");
                    writer.WriteLine($"  actions     {string.Join(' ', environment.Actions)}");
                    writer.WriteLine($"  time limit  {environment.TimeLimit?.ToString(CultureInfo.InvariantCulture) ?? "none: the rules end every episode"}");
                    writer.WriteLine($"  ceiling     {Format.Percent(TaskCatalog.Find(environment.Task)?.Ceiling)}");
                    writer.WriteLine($"  state       {environment.State}");
                    writer.WriteLine();
                    writer.WriteLine(prompt);
                });
            return Task.FromResult(ExitCodes.Done);
        });
    }
}
