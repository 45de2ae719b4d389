using System.CommandLine;
using RL4VLM.Cli.Output;

namespace RL4VLM.Cli.Commands;

/// <summary>The commands in the order the help lists them.</summary>
internal static class CommandList
{
    public static IEnumerable<Command> All(CommandConsole console) =>
    [
        RunCommand.Create(console),
        SweepCommand.Create(console),
        ValidateCommand.Create(console),
        StatusCommand.Create(console),
        ReportCommand.Create(console),
        EvaluateCommand.Create(console),
        PlayCommand.Create(console),
        CheckpointCommand.Create(console),
        ShardCommand.Create(console),
        Environments.EnvCommand.Create(console),
        Models.ModelCommand.Create(console),
        CrdCommand.Create(console),
        Cluster.KubectlCommand.Create(console),
    ];
}
