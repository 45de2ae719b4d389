using System.CommandLine;
using System.Globalization;
using RL4VLM.Cli.Output;
using RL4VLM.Core.Stages;
using RL4VLM.Environments;

namespace RL4VLM.Cli.Commands.Environments;

/// <summary><c>rl4vlm env bench TASK</c>: steps per second under random actions, every state rendered.</summary>
internal static class EnvBenchCommand
{
    public static Command Create(CommandConsole console)
    {
        var command = new Command("bench", "Measures environment steps per second on one thread, each with its picture rendered.");
        var task = new TaskArguments(command);
        var seconds = new Option<double>("--seconds") { Description = "how long", HelpName = "S", DefaultValueFactory = _ => 2 };
        command.Add(seconds);
        return command.Does(console, (parsed, own, cancellation) =>
        {
            IEnvironment environment = task.Create(parsed);
            BenchResult result = EnvironmentBench.Run(environment, TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(seconds), 0.1, 600)), cancellation);
            own.Result(
                new JsonFields { { "task", environment.Task }, { "steps", result.Steps }, { "episodes", result.Episodes }, { "stepsPerSecond", result.StepsPerSecond }, { "stepsPerCpuSecond", result.StepsPerCpuSecond } },
                writer => writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{environment.Task}: {result.StepsPerSecond:#,0} steps/s with rendering ({result.StepsPerCpuSecond:#,0} per CPU-second), {result.Episodes:#,0} episodes")));
            return Task.FromResult(ExitCodes.Done);
        });
    }
}
