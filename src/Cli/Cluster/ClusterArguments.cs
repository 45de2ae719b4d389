using System.CommandLine;
using RL4VLM.Cli.Commands;
using RL4VLM.Cli.Output;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Cluster;

/// <summary>kubectl's options for choosing a cluster and a namespace, on every command of the group.</summary>
internal sealed class ClusterArguments
{
    private readonly Option<string?> @namespace = new("--namespace", "-n") { Description = "the run's namespace (default: the context's)", HelpName = "NAMESPACE", Recursive = true };
    private readonly Option<string?> kubeconfig = new("--kubeconfig") { Description = "the kubeconfig file (default: KUBECONFIG, ~/.kube/config)", HelpName = "FILE", Recursive = true };
    private readonly Option<string?> context = new("--context") { Description = "the kubeconfig's context (default: its current one)", HelpName = "CONTEXT", Recursive = true };

    public ClusterArguments(Command group)
    {
        group.Add(@namespace);
        group.Add(kubeconfig);
        group.Add(context);
    }

    /// <summary>Gives the command its action, which gets a connection, and turns the API's failures into exit codes.</summary>
    public Command Does(Command command, CommandConsole console, Func<ParseResult, CommandConsole, RunCluster, CancellationToken, Task<int>> body) =>
        command.Does(console, async (parsed, own, cancellation) =>
        {
            using ClusterConnection connection = ClusterConnection.Open(parsed.GetValue(kubeconfig), parsed.GetValue(context), parsed.GetValue(@namespace));
            try
            {
                return await body(parsed, own, new RunCluster(connection.Client, connection.Namespace), cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                throw new StageException(ExitCodes.TryAgain, "stopped");
            }
            catch (Exception e) when (ClusterFailure.Describe(e, connection.Client.BaseUri) is { } failure)
            {
                throw failure;
            }
        });

    /// <summary>The name of a run, without the <c>rl4vlmrun/</c> that kubectl's own commands print before it.</summary>
    public static Argument<string> Name() => new("NAME")
    {
        Description = "the run's name",
        CustomParser = result => Bare(result.Tokens.Single().Value),
    };

    public static string Bare(string name) => name.Split('/', 2) is [("rl4vlmrun" or "rl4vlmruns" or "rl4vlmrun.rl4vlm.io" or "rl4vlmruns.rl4vlm.io" or "vlmrun"), var bare] ? bare : name;
}
