using System.CommandLine;
using RL4VLM.Cli.Output;

namespace RL4VLM.Cli.Cluster;

/// <summary><c>kubectl rl4vlm …</c>, which is <c>rl4vlm kubectl …</c>: runs in a cluster.</summary>
internal static class KubectlCommand
{
    public const string Name = "kubectl";

    public static Command Create(CommandConsole console)
    {
        var group = new Command(Name, "Shows and steers runs in a Kubernetes cluster; also kubectl rl4vlm.");
        var cluster = new ClusterArguments(group);
        group.Add(GetCommand.Create(console, cluster));
        group.Add(LogsCommand.Create(console, cluster));
        group.Add(ClusterReportCommand.Create(console, cluster));
        group.Add(SuspendCommand.Create(console, cluster, suspend: true));
        group.Add(SuspendCommand.Create(console, cluster, suspend: false));
        return group;
    }
}
