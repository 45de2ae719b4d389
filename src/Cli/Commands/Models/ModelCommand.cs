using System.CommandLine;
using RL4VLM.Cli.Output;

namespace RL4VLM.Cli.Commands.Models;

/// <summary><c>rl4vlm model …</c>: looks into any checkpoint folder.</summary>
internal static class ModelCommand
{
    public static Command Create(CommandConsole console)
    {
        var group = new Command("model", "Works with a checkpoint folder in Hugging Face layout.");
        group.Add(ModelInspectCommand.Create(console));
        group.Add(ModelLogitsCommand.Create(console));
        group.Add(ModelGenerateCommand.Create(console));
        return group;
    }
}
