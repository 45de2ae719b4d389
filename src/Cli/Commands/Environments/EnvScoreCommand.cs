using System.CommandLine;
using RL4VLM.Cli.Output;
using RL4VLM.Core.Stages;
using RL4VLM.Environments;
using RL4VLM.Environments.Experts;
using RL4VLM.Evaluator;

namespace RL4VLM.Cli.Commands.Environments;

/// <summary><c>rl4vlm env score TASK</c>: what the scripted player makes of a task, and so what a perfect policy can make of the harness.</summary>
internal static class EnvScoreCommand
{
    public static Command Create(CommandConsole console)
    {
        var command = new Command("score", "Lets the scripted player play, who goes by what the prompt says: what a task can be brought to, or what demonstrations with mistakes look like.");
        var task = new TaskArguments(command);
        var episodes = new Option<int>("--episodes") { Description = "how many", HelpName = "N", DefaultValueFactory = _ => 1000 };
        var mistakes = new Option<double>("--mistakes") { Description = "0 to 1: share of the situations with a wrong habit, as sft.demonstrations.mistakes", HelpName = "X" };
        var seed = new Option<int>("--seed") { Description = "chooses episodes and habits", HelpName = "S", DefaultValueFactory = _ => 1 };
        episodes.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError("--episodes must be at least 1");
        });
        mistakes.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is < 0 or > 1 or double.NaN) result.AddError("--mistakes must be 0 to 1");
        });
        command.Add(episodes);
        command.Add(mistakes);
        command.Add(seed);
        return command.Does(console, (parsed, own, cancellation) =>
        {
            ulong chosen = unchecked((ulong)parsed.GetValue(seed));
            IExpert expert = EnvironmentFactory.CreateExpert(task.Spec(parsed), new ExpertOptions(Mistakes: parsed.GetValue(mistakes), Seed: chosen));
            ScriptedScore score = ScriptedScore.Play(task.Create(parsed), expert, parsed.GetValue(episodes), chosen, cancellation);
            double rate = score.Successes / (double)score.Episodes;
            (double low, double high) = Wilson.Interval95(score.Successes, score.Episodes);
            own.Result(
                new JsonFields { { "task", task.Name(parsed) }, { "episodes", score.Episodes }, { "successRate", rate }, { "interval95", new[] { low, high } }, { "meanReward", score.MeanReturn } },
                writer => writer.WriteLine($"{task.Name(parsed)}: success {Format.Percent(rate)} ({Format.Interval(low, high)}) of {Format.Count(score.Episodes)} episodes, mean reward {Format.Number(score.MeanReturn)}"));
            return Task.FromResult(ExitCodes.Done);
        });
    }
}
