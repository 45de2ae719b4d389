using System.CommandLine;
using System.Globalization;
using RL4VLM.Cli.Output;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Environments;

namespace RL4VLM.Cli.Commands.Environments;

/// <summary><c>rl4vlm env list</c>.</summary>
internal static class EnvListCommand
{
    public static Command Create(CommandConsole console) => new Command("list", "Lists the tasks.").Does(console, (_, own, _) =>
    {
        IEnvironment[] tasks = [.. TaskCatalog.All.Select(info => EnvironmentFactory.Create(new TaskSpec { Name = info.Name }, Fidelity.Corrected))];
        own.Result(
            new JsonFields
            {
                {
                    "tasks", tasks.Select(task => new JsonFields
                    {
                        { "name", task.Task }, { "version", task.Version }, { "actions", task.Actions }, { "timeLimit", task.TimeLimit }, { "ceiling", TaskCatalog.Find(task.Task)?.Ceiling }, { "description", TaskCatalog.Find(task.Task)?.Description },
                    })
                },
            },
            writer =>
            {
                var table = new TextTable("task", "actions", "time limit", "ceiling", "version");
                foreach (IEnvironment task in tasks)
                {
                    table.Row(
                        task.Task, task.Actions.Count.ToString(CultureInfo.InvariantCulture), task.TimeLimit?.ToString(CultureInfo.InvariantCulture) ?? Format.Missing,
                        Format.Percent(TaskCatalog.Find(task.Task)?.Ceiling), task.Version);
                }

                table.Write(writer);
            });
        return Task.FromResult(ExitCodes.Done);
    });
}
