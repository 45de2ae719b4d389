using System.CommandLine;
using RL4VLM.Cli.Output;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Cluster;

/// <summary><c>kubectl rl4vlm logs NAME</c>: what a stage's pods write.</summary>
internal static class LogsCommand
{
    public static Command Create(CommandConsole console, ClusterArguments cluster)
    {
        var command = new Command("logs", "Prints the log of a run's newest stage, or of the one that is chosen; of each worker the newest pod.");
        Argument<string> name = ClusterArguments.Name();
        var stage = new Option<string?>("--stage") { Description = "of this stage", HelpName = "STAGE" };
        stage.AcceptOnlyFromAmong(LogPods.Stages);
        var iteration = new Option<int?>("--iteration") { Description = "of this iteration (0: sft and what comes before)", HelpName = "K" };
        var worker = new Option<int?>("--worker") { Description = "collect: of this worker only, from 0", HelpName = "I" };
        var task = new Option<string?>("--task") { Description = "evaluate: of this task", HelpName = "TASK" };
        var follow = new Option<bool>("--follow", "-f") { Description = "waits for the pods to start and goes on until they end" };
        var tail = new Option<int?>("--tail") { Description = "begins with the last N lines", HelpName = "N" };
        command.Add(name);
        foreach (Option option in new Option[] { stage, iteration, worker, task, follow, tail }) command.Add(option);
        return cluster.Does(command, console, async (parsed, own, runs, cancellation) =>
        {
            if (own.Json && parsed.GetValue(follow)) throw new StageException(ExitCodes.Usage, "--follow has no end that a JSON document could wait for; leave out --follow or --output json");
            if (parsed.GetValue(tail) < 0) throw new StageException(ExitCodes.Usage, "--tail: give the number of lines, from 0");
            ClusterRun run = await runs.GetAsync(parsed.GetRequiredValue(name), cancellation).ConfigureAwait(false);
            var choice = new LogPods(parsed.GetValue(stage), parsed.GetValue(iteration), parsed.GetValue(task), parsed.GetValue(worker));
            IReadOnlyList<LogPod> pods = choice.Of(await runs.PodsAsync(run.Name, choice.Selector(), cancellation).ConfigureAwait(false));
            if (pods.Count == 0) throw new StageException(ExitCodes.Usage, $"run {run.Name} ({run.Phase}) in namespace {run.Namespace} has no pods{choice.Text}; Jobs of the newest two iterations stay for their logs");
            var reader = new LogReader(runs, parsed.GetValue(tail));
            if (own.Json)
            {
                var logs = new List<JsonFields>();
                foreach (LogPod pod in pods)
                {
                    var lines = new List<string>();
                    await reader.ReadAsync(pod, follow: false, lines.Add, cancellation).ConfigureAwait(false);
                    logs.Add(new JsonFields { { "pod", pod.Name }, { "stage", pod.Stage }, { "iteration", pod.Iteration }, { "task", pod.Task }, { "worker", pod.Worker }, { "lines", lines } });
                }

                own.Result(new JsonFields { { "logs", logs } }, _ => { });
                return ExitCodes.Done;
            }

            await reader.PrintAsync(pods, parsed.GetValue(follow), own, cancellation).ConfigureAwait(false);
            return ExitCodes.Done;
        });
    }
}
