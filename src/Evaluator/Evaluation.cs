using RL4VLM.Agents.Episodes;
using RL4VLM.Agents.Stages;
using RL4VLM.Core.Manifest;
using RL4VLM.Environments.Experts;
using RL4VLM.Environments.GymCards;
using RL4VLM.Models.Checkpoints;
using RL4VLM.Models.Generation;

namespace RL4VLM.Evaluator;

/// <summary>Plays a policy on a task and says how it did (design section 6).</summary>
public static class Evaluation
{
    private static readonly Lazy<double> BestReward = new(() => BlackjackOptimal.Evaluate(situation => BlackjackOptimal.Best(situation) == BlackjackRules.Hit ? 1 : 0).MeanReward);

    /// <summary>Runs one evaluation: equal settings give equal results.</summary>
    public static EvaluationResult Run(PolicyModel policy, TaskSpec task, EvaluationSettings settings, CancellationToken cancellation) =>
        Run(new PolicyInput(policy.Prompts), source => Generator.Run(policy, source, cancellation), task, settings);

    /// <summary>The same with any generator.</summary>
    public static EvaluationResult Run(IPolicyInput input, Action<IRequestSource> generate, TaskSpec task, EvaluationSettings settings)
    {
        ulong seed = SeedMix.Of(settings.Seed, "evaluate");
        EpisodeOptions options = TaskEpisodes.Options(
            task, settings.Fidelity, settings.Seeds == EvaluationSeeds.HeldOut ? TaskEpisodes.EvaluationSeeds(seed) : TaskEpisodes.TrainingSeeds(seed)) with
        {
            Model = settings.Model,
            Slots = Math.Min(settings.Environments, settings.Episodes),
            SamplingSeed = seed,
            Temperature = settings.Temperature,
            MaxNewTokens = settings.MaxNewTokens,
            EpisodeBudget = settings.Episodes,
            Blank = settings.Blank,
            KeepPictures = settings.KeepPictures,
            KeepTexts = true,
        };
        EpisodeSource source = null!;
        source = new EpisodeSource(options, input) { Stepped = () => settings.Progress?.Invoke(source.EpisodesDone, source.SuccessesDone, source.TokensDone) };
        generate(source);
        return Summarize(task, settings, source.Episodes);
    }

    private static EvaluationResult Summarize(TaskSpec task, EvaluationSettings settings, IReadOnlyList<Episode> episodes)
    {
        EpisodeStatistics statistics = EpisodeStatistics.Of(episodes);
        Episode[] heldOut = [.. episodes.Where(episode => episode.StartsHeldOut)];
        var result = new EvaluationResult
        {
            Temperature = settings.Temperature,
            Episodes = statistics.Episodes,
            SuccessRate = statistics.SuccessRate,
            Interval95 = Interval(statistics.Successes, statistics.Episodes),
            MeanReward = statistics.Return,
            CeilingShare = TaskEpisodes.Ceiling(task, settings.Fidelity) is { } ceiling ? statistics.SuccessRate / ceiling : null,
            ThoughtAccuracy = statistics.ThoughtAccuracy,
            IllegalRate = statistics.IllegalRate,
            MeanEpisodeLength = statistics.EpisodeLength,
            TruncationRate = statistics.TruncationRate,
            HeldOut = task.Options.HoldOut > 0
                ? new HeldOutResult(heldOut.Length, heldOut.Length == 0 ? 0 : heldOut.Average(episode => episode.Success ? 1.0 : 0.0),
                    Interval(heldOut.Count(episode => episode.Success), heldOut.Length))
                : null,
            Played = episodes,
        };
        return episodes.Count > 0 && episodes[0].States[0] is BlackjackState ? WithOptimum(result) : result;
    }

    private static EvaluationResult WithOptimum(EvaluationResult result)
    {
        int decisions = 0, best = 0;
        double loss = 0;
        foreach (Episode episode in result.Played)
        {
            for (int i = 0; i < episode.Steps.Count; i++)
            {
                int action = episode.Steps[i].Action;
                // An illegal answer costs its reward of -1 and leaves the hand as it is.
                double regret = action < 0 ? 1 : BlackjackOptimal.Regret(BlackjackSituation.Of((BlackjackState)episode.States[i]), action);
                decisions++;
                best += regret == 0 ? 1 : 0;
                loss += regret;
            }
        }

        return result with
        {
            Agreement = best / (double)Math.Max(1, decisions),
            ExpectedReward = BestReward.Value - (loss / Math.Max(1, result.Played.Count)),
        };
    }

    private static double[] Interval(int successes, int trials)
    {
        (double low, double high) = Wilson.Interval95(successes, trials);
        return [low, high];
    }
}
