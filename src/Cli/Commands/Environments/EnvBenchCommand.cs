using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using RL4VLM.Cli.Output;
using RL4VLM.Cli.Running;
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
            var random = new Random(1);
            // What the first steps compile and load is no part of the rate.
            Play(environment, random, TimeSpan.FromMilliseconds(200), cancellation);
            double before = ProcessUsage.Now().CpuSeconds;
            long start = Stopwatch.GetTimestamp();
            (long steps, long episodes) = Play(environment, random, TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(seconds), 0.1, 600)), cancellation);
            double wall = Stopwatch.GetElapsedTime(start).TotalSeconds, cpu = ProcessUsage.Now().CpuSeconds - before;
            own.Result(
                new JsonFields { { "task", environment.Task }, { "steps", steps }, { "episodes", episodes }, { "stepsPerSecond", steps / wall }, { "stepsPerCpuSecond", steps / cpu } },
                writer => writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{environment.Task}: {steps / wall:#,0} steps/s with rendering ({steps / cpu:#,0} per CPU-second), {episodes:#,0} episodes")));
            return Task.FromResult(ExitCodes.Done);
        });
    }

    private static (long Steps, long Episodes) Play(IEnvironment environment, Random random, TimeSpan time, CancellationToken cancellation)
    {
        long steps = 0, episodes = 0, start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            cancellation.ThrowIfCancellationRequested();
            environment.Reset((ulong)episodes++);
            for (int step = 0; step < 1000; step++)
            {
                environment.Render();
                steps++;
                if (environment.Step(random.Next(environment.Actions.Count)).Done) break;
            }
        }

        return (steps, episodes);
    }
}
