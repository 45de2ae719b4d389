using System.CommandLine;
using RL4VLM.Cli.Output;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Cluster;

/// <summary><c>kubectl rl4vlm get [NAME]</c>: all runs in a table, or one in detail.</summary>
internal static class GetCommand
{
    public static Command Create(CommandConsole console, ClusterArguments cluster)
    {
        var command = new Command("get", "Lists runs, or shows one: conditions, stages and their pods, evaluations.");
        var name = new Argument<string?>("NAME") { Description = "the run's name", Arity = ArgumentArity.ZeroOrOne };
        var everywhere = new Option<bool>("--all-namespaces", "-A") { Description = "lists the runs of all namespaces" };
        command.Add(name);
        command.Add(everywhere);
        return cluster.Does(command, console, async (parsed, own, runs, cancellation) =>
        {
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            if (parsed.GetValue(name) is { Length: > 0 } one)
            {
                if (parsed.GetValue(everywhere)) throw new StageException(ExitCodes.Usage, "give NAME with --namespace, or --all-namespaces without NAME");
                ClusterRun run = await runs.GetAsync(ClusterArguments.Bare(one), cancellation).ConfigureAwait(false);
                own.Result(RunDetail.Json(run), writer => RunDetail.Write(writer, run, now));
                return ExitCodes.Done;
            }

            IReadOnlyList<ClusterRun> all = await runs.ListAsync(parsed.GetValue(everywhere), cancellation).ConfigureAwait(false);
            if (all.Count == 0) await own.Error.WriteLineAsync(parsed.GetValue(everywhere) ? "there are no runs" : $"there are no runs in namespace {runs.Namespace}").ConfigureAwait(false);
            own.Result(new JsonFields { { "runs", all.Select(RunTable.Json) } }, writer =>
            {
                if (all.Count > 0) RunTable.Of(all, parsed.GetValue(everywhere), now).Write(writer);
            });
            return ExitCodes.Done;
        });
    }
}
