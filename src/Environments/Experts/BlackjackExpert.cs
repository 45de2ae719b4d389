using System.Globalization;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments.Experts;

/// <summary>Plays basic strategy; its wrong habits are a timid beginner's: to stand on 10 or more where hitting is better, soft hands included.
/// Who always errs there makes a mean reward of -0.164.</summary>
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
        BlackjackOptimal.Best(situation) == BlackjackRules.Hit && situation.Total >= 10;
}
