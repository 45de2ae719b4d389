using System.CommandLine;
using RL4VLM.Agents;
using RL4VLM.Cli.Output;
using RL4VLM.Cli.Runs;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;
using RL4VLM.Evaluator;
using RL4VLM.Models.Checkpoints;

namespace RL4VLM.Cli.Commands;

/// <summary><c>rl4vlm evaluate RUN</c>: plays a checkpoint of a run over as many episodes as asked for.</summary>
internal static class EvaluateCommand
{
    public static Command Create(CommandConsole console)
    {
        var command = new Command("evaluate", "Evaluates a checkpoint of a run on episodes it was not trained on.");
        var policy = new PolicyArguments(command, defaultCheckpoint: null);
        var episodes = new Option<int>("--episodes") { Description = "how many", HelpName = "N", DefaultValueFactory = _ => 500 };
        var blank = new Option<bool>("--blank") { Description = "shows empty pictures: what is left is guessing" };
        var situations = new Option<int?>("--situations") { Description = "shows the N situations in which most is lost", HelpName = "N" };
        situations.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1) result.AddError("--situations must be at least 1");
        });
        episodes.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError("--episodes must be at least 1");
        });
        command.Add(episodes);
        command.Add(blank);
        command.Add(situations);
        return command.Does(console, async (parsed, own, cancellation) =>
        {
            using var session = new StageSession();
            PolicyChoice choice = await policy.LoadAsync(parsed, session, cancellation).ConfigureAwait(false);
            EvaluationSettings settings = choice.Settings with { Episodes = parsed.GetValue(episodes), Blank = parsed.GetValue(blank) };
            EvaluationResult result = Evaluation.Run(choice.Policy, choice.Task, settings, cancellation);
            SituationTally[]? worst = parsed.GetValue(situations) is { } count ? [.. SituationTally.Of(result.Played).Take(count)] : null;
            JsonFields json = Json(choice, settings, result);
            if (worst is not null) json.Add("situations", worst.Select(Json));
            own.Result(json, writer =>
            {
                Write(writer, choice, settings, result);
                if (worst is not null) Write(writer, worst);
            });
            return ExitCodes.Done;
        });
    }

    private static JsonFields Json(PolicyChoice choice, EvaluationSettings settings, EvaluationResult result)
    {
        var json = new JsonFields
        {
            { "checkpoint", choice.Checkpoint },
            { "task", choice.Task.Name },
            { "temperature", settings.Temperature },
            { "blank", settings.Blank },
            { "seed", settings.Seed },
            { "episodes", result.Episodes },
            { "successRate", result.SuccessRate },
            { "interval95", result.Interval95 },
            { "meanReward", result.MeanReward },
            { "ceilingShare", result.CeilingShare },
            { "thoughtAccuracy", result.ThoughtAccuracy },
            { "illegalRate", result.IllegalRate },
            { "meanEpisodeLength", result.MeanEpisodeLength },
            { "truncationRate", result.TruncationRate },
        };
        if (result.Agreement is { } agreement) json.Add("agreement", agreement);
        if (result.ExpectedReward is { } expected) json.Add("expectedReward", expected);
        if (result.HeldOut is { } heldOut)
        {
            json.Add("heldOut", new JsonFields { { "episodes", heldOut.Episodes }, { "successRate", heldOut.SuccessRate }, { "interval95", heldOut.Interval95 } });
        }

        return json;
    }

    private static JsonFields Json(SituationTally tally) => new()
    {
        { "situation", tally.Situation },
        { "heldOut", tally.HeldOut },
        { "decisions", tally.Decisions },
        { "won", tally.Won },
        { "thoughtsTrue", tally.ThoughtsTrue },
        { "actions", tally.Actions.Select(pair => new JsonFields { { "action", pair.Key }, { "decisions", pair.Value } }) },
    };

    private static void Write(TextWriter writer, PolicyChoice choice, EvaluationSettings settings, EvaluationResult result)
    {
        string how = settings.Temperature == 0 ? "greedy" : $"temperature {Format.Number(settings.Temperature, "0.###")}";
        writer.WriteLine($"{choice.Run.Manifest.Metadata.Name} {choice.Checkpoint} on {choice.Task.Name}, {how}{(settings.Blank ? ", blank pictures" : "")}");
        writer.WriteLine($"  episodes          {Format.Count(result.Episodes)}");
        writer.WriteLine($"  success           {Format.Percent(result.SuccessRate)}  (95 %: {Format.Interval(result.Interval95[0], result.Interval95[1])})");
        writer.WriteLine($"  share of ceiling  {Format.Percent(result.CeilingShare)}");
        writer.WriteLine($"  mean reward       {Format.Number(result.MeanReward)}");
        writer.WriteLine($"  thought accuracy  {Format.Percent(result.ThoughtAccuracy)}");
        writer.WriteLine($"  illegal answers   {Format.Percent(result.IllegalRate)}");
        writer.WriteLine($"  episode length    {Format.Number(result.MeanEpisodeLength, "0.00")}");
        if (result.Agreement is { } agreement) writer.WriteLine($"  optimal decisions {Format.Percent(agreement)}");
        if (result.ExpectedReward is { } expected) writer.WriteLine($"  expected reward   {Format.Number(expected)}");
        if (result.HeldOut is { } heldOut) writer.WriteLine($"  held-out states   {Format.Percent(heldOut.SuccessRate)} of {Format.Count(heldOut.Episodes)} episodes");
    }

    private static void Write(TextWriter writer, SituationTally[] worst)
    {
        writer.WriteLine();
        var table = new TextTable("situation", "held out", "decisions", "won", "thoughts", "actions");
        foreach (SituationTally tally in worst)
        {
            table.Row(
                tally.Situation, tally.HeldOut ? "yes" : "no", Format.Count(tally.Decisions), Format.Percent(tally.Won / (double)tally.Decisions),
                Format.Percent(tally.ThoughtsTrue / (double)tally.Decisions), string.Join(", ", tally.Actions.Select(pair => $"{pair.Key} {Format.Count(pair.Value)}")));
        }

        table.Write(writer, "  ");
    }
}
