using System.CommandLine;
using RL4VLM.Cli.Output;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Cluster;

/// <summary><c>kubectl rl4vlm suspend NAME</c> and <c>resume NAME</c>: <c>spec.lifecycle.suspend</c>.</summary>
internal static class SuspendCommand
{
    public static Command Create(CommandConsole console, ClusterArguments cluster, bool suspend)
    {
        var command = suspend
            ? new Command("suspend", "Deletes a run's Jobs under way until it is resumed; what is committed is kept.")
            : new Command("resume", "Lets a suspended run go on from what is committed.");
        Argument<string> name = ClusterArguments.Name();
        var wait = new Option<bool>("--wait") { Description = suspend ? "returns once no pod of the run is left" : "returns once the operator has taken it up" };
        var timeout = new Option<TimeSpan>("--timeout")
        {
            Description = "with --wait: how long at most, for example 90s, 5m, 1h (default: 5m)",
            HelpName = "DURATION",
            DefaultValueFactory = _ => TimeSpan.FromMinutes(5),
            CustomParser = Durations.Parse,
        };
        command.Add(name);
        command.Add(wait);
        command.Add(timeout);
        return cluster.Does(command, console, async (parsed, own, runs, cancellation) =>
        {
            ClusterRun run = await runs.SuspendAsync(parsed.GetRequiredValue(name), suspend, cancellation).ConfigureAwait(false);
            if (parsed.GetValue(wait))
            {
                run = await new SuspensionWait(runs, suspend, TimeProvider.System).ForAsync(run, parsed.GetValue(timeout), cancellation).ConfigureAwait(false);
            }

            own.Result(
                new JsonFields { { "namespace", run.Namespace }, { "name", run.Name }, { "suspend", suspend }, { "phase", run.Phase } },
                writer => writer.WriteLine(Text(run, suspend, parsed.GetValue(wait))));
            return ExitCodes.Done;
        });
    }

    private static string Text(ClusterRun run, bool suspend, bool waited) => (run.HasEnded, suspend) switch
    {
        (true, _) => $"{run.Name} has ended ({run.Phase}); spec.lifecycle.suspend is {(suspend ? "true" : "false")}",
        (_, true) => waited ? $"{run.Name} suspended: no pod is left" : $"{run.Name} suspended",
        (_, false) => $"{run.Name} resumed",
    };
}
