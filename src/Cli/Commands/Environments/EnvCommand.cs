using System.CommandLine;
using RL4VLM.Cli.Output;

namespace RL4VLM.Cli.Commands.Environments;

/// <summary><c>rl4vlm env …</c>: the tasks by themselves, without a model.</summary>
internal static class EnvCommand
{
    public static Command Create(CommandConsole console)
    {
        var group = new Command("env", "Lists, shows, samples, replays and measures tasks.");
        group.Add(EnvListCommand.Create(console));
        group.Add(EnvShowCommand.Create(console));
        group.Add(EnvSampleCommand.Create(console));
        group.Add(EnvReplayCommand.Create(console));
        group.Add(EnvBenchCommand.Create(console));
        group.Add(EnvScoreCommand.Create(console));
        return group;
    }
}
