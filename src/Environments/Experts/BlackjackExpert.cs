using System.Globalization;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments.Experts;

/// <summary>Plays basic strategy; its wrong habits are a beginner's: to stand on 12 to 16 against 7 or more and on soft hands, where hitting is
/// better.</summary>
public sealed class BlackjackExpert(ExpertOptions options) : IExpert
{
    private readonly HashSet<BlackjackSituation> habits = options.Habits(
        [.. BlackjackOptimal.Situations.Where(IsTempting)],
        situation => string.Create(CultureInfo.InvariantCulture, $"{situation.Total} {situation.Soft} {situation.UpCard}"));

    public ExpertDecision Decide(TaskState state, Random random)
    {
        BlackjackSituation situation = BlackjackSituation.Of((BlackjackState)state);
        int action = habits.Contains(situation) && ExpertOptions.Errs(random) ? BlackjackRules.Stand : BlackjackOptimal.Best(situation);
        return options.WithNoise(new ExpertDecision(action), 2, random);
    }

    private static bool IsTempting(BlackjackSituation situation) =>
        BlackjackOptimal.Best(situation) == BlackjackRules.Hit
        && (situation.Soft || (situation.Total is >= 12 and <= 16 && (situation.UpCard == 1 || situation.UpCard >= 7)));
}
