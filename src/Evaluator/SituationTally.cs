using RL4VLM.Agents.Episodes;
using RL4VLM.Environments;

namespace RL4VLM.Evaluator;

/// <summary>How a policy decided in one situation (<see cref="Situations"/>), over all episodes of an evaluation that came through it.</summary>
/// <param name="Situation">Its name.</param>
/// <param name="HeldOut">Whether it is kept back from training.</param>
/// <param name="Decisions">Steps taken in it.</param>
/// <param name="Won">Those of them whose episode was won.</param>
/// <param name="ThoughtsTrue">Those whose thoughts were true; null when none are asked for.</param>
/// <param name="Actions">How often each action was taken, most frequent first; answers without a legal action together as <c>(illegal)</c>.</param>
public sealed record SituationTally(
    string Situation, bool HeldOut, int Decisions, int Won, int? ThoughtsTrue, IReadOnlyList<KeyValuePair<string, int>> Actions)
{
    private const string Illegal = "(illegal)";

    /// <summary>Decisions whose episode was lost.</summary>
    public int Lost => Decisions - Won;

    /// <summary>One for each situation met, those that most was lost in first.</summary>
    public static IReadOnlyList<SituationTally> Of(IEnumerable<Episode> episodes) =>
        [.. episodes
            .SelectMany(episode => episode.Steps.Zip(episode.States, (step, state) => (Situation: Situations.Of(state), Step: step, episode.Success)))
            .GroupBy(decision => decision.Situation, StringComparer.Ordinal)
            .Select(group => new SituationTally(
                group.Key,
                group.First().Step.HeldOut,
                group.Count(),
                group.Count(decision => decision.Success),
                group.Any(decision => decision.Step.ThoughtsTrue is null) ? null : group.Count(decision => decision.Step.ThoughtsTrue == true),
                Count(group.Select(decision => decision.Step.Legal ? decision.Step.ActionText : Illegal))))
            .OrderByDescending(tally => tally.Lost)
            .ThenBy(tally => tally.Situation, StringComparer.Ordinal)];

    private static List<KeyValuePair<string, int>> Count(IEnumerable<string> actions) =>
        [.. actions.CountBy(action => action).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)];
}
