using System.CommandLine;
using RL4VLM.Cli.Output;
using RL4VLM.Core.Stages;
using RL4VLM.Environments;
using RL4VLM.Environments.Replay;

namespace RL4VLM.Cli.Commands.Environments;

/// <summary><c>rl4vlm env replay TASK FILE</c>: steps the environment through a recording and compares.</summary>
internal static class EnvReplayCommand
{
    private const int Shown = 10;

    /// <summary>Exit code when a transition differs: neither usage nor a fault of this program.</summary>
    private const int Differs = 1;

    public static Command Create(CommandConsole console)
    {
        var command = new Command("replay", "Steps a task through recorded transitions and compares; exit code 1 on any difference.");
        var task = new Argument<string>("TASK") { Description = string.Join(", ", TaskCatalog.All.Select(info => info.Name)) };
        task.AcceptOnlyFromAmong([.. TaskCatalog.All.Select(info => info.Name)]);
        var file = new Argument<string>("FILE") { Description = "a recording, one JSON object per line" };
        command.Add(task);
        command.Add(file);
        return command.Does(console, (parsed, own, cancellation) =>
        {
            string path = parsed.GetRequiredValue(file);
            if (!File.Exists(path)) throw new StageException(ExitCodes.Usage, $"{path}: there is no such file");
            using StreamReader recording = File.OpenText(path);
            ReplayResult result = RecordingReplay.Run(parsed.GetRequiredValue(task), recording, path, cancellation);
            own.Result(
                new JsonFields { { "transitions", result.Transitions }, { "matched", result.Matched }, { "differed", result.Differed }, { "first", result.Differences.Take(Shown) } },
                writer =>
                {
                    foreach (string difference in result.Differences.Take(Shown)) writer.WriteLine(difference);
                    writer.WriteLine($"{result.Transitions} transitions, {result.Matched} matched, {result.Differed} differed");
                });
            return Task.FromResult(result.Differed == 0 ? ExitCodes.Done : Differs);
        });
    }
}
