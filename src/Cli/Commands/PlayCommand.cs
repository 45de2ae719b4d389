using System.CommandLine;
using RL4VLM.Agents;
using RL4VLM.Agents.Episodes;
using RL4VLM.Cli.Output;
using RL4VLM.Core.Imaging;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Trajectories;
using RL4VLM.Evaluator;

namespace RL4VLM.Cli.Commands;

/// <summary><c>rl4vlm play RUN --task T</c>: one episode as the agent sees it.</summary>
internal static class PlayCommand
{
    private const int PictureColumns = 60;

    public static Command Create(CommandConsole console)
    {
        var command = new Command("play", "Watches one episode: picture, thoughts, action, reward.");
        var policy = new PolicyArguments(command, defaultCheckpoint: "final");
        return command.Does(console, async (parsed, own, cancellation) =>
        {
            using var session = new StageSession();
            PolicyChoice choice = await policy.LoadAsync(parsed, session, cancellation).ConfigureAwait(false);
            EvaluationResult result = Evaluation.Run(choice.Policy, choice.Task, choice.Settings with { Episodes = 1, KeepPictures = 1 }, cancellation);
            Episode episode = result.Played[0];
            string[] answers = [.. episode.Steps.Select(step => choice.Policy.Tokenizer.Decode(step.OutputIds, skipSpecialTokens: true).Trim())];
            own.Result(
                new JsonFields
                {
                    { "checkpoint", choice.Checkpoint },
                    { "task", choice.Task.Name },
                    { "seed", episode.Seed },
                    { "success", episode.Success },
                    { "return", episode.Return },
                    { "steps", episode.Steps.Select((step, i) => Json(step, episode.States[i].ToString(), answers[i])) },
                },
                writer =>
                {
                    for (int i = 0; i < episode.Steps.Count; i++) Write(writer, episode.Steps[i], episode.States[i].ToString(), answers[i], own.IsTerminal);
                    writer.WriteLine($"{(episode.Success ? "success" : "failure")}, return {Format.Number(episode.Return, "0.##")} after {episode.Steps.Count} steps ({choice.Checkpoint} on {choice.Task.Name})");
                });
            return ExitCodes.Done;
        });
    }

    private static JsonFields Json(StepRecord step, string state, string answer) => new()
    {
        { "step", step.Step }, { "state", state }, { "answer", answer }, { "action", step.ActionText }, { "legal", step.Legal },
        { "thoughtsTrue", step.ThoughtsTrue }, { "reward", step.Reward }, { "value", step.Value },
    };

    private static void Write(TextWriter writer, StepRecord step, string state, string answer, bool picture)
    {
        if (picture && step.Image.Length > 0) TerminalPicture.Write(writer, PngDecoder.Decode(step.Image), PictureColumns);
        writer.WriteLine($"step {step.Step + 1}  {state}");
        writer.WriteLine($"  answer   {answer}");
        writer.WriteLine($"  thoughts {step.ThoughtsTrue switch { true => "true", false => "not true", null => "none asked for" }}");
        writer.WriteLine($"  action   {(step.Legal ? step.ActionText : $"{step.ActionText} (illegal)")}");
        writer.WriteLine($"  reward   {Format.Number(step.Reward, "0.##")}  (value estimate {Format.Number(step.Value)})");
        writer.WriteLine();
    }
}
