using RL4VLM.Environments.Experts;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments;

/// <summary>What a scripted player makes who believes the prompt.</summary>
/// <param name="Episodes">Played to their ends.</param>
/// <param name="Successes">With a positive return.</param>
/// <param name="MeanReturn">Undiscounted, unscaled.</param>
public sealed record ScriptedScore(int Episodes, int Successes, double MeanReturn)
{
    /// <summary>Plays episode after episode in one environment, as the reference's harness does: with fidelity paper the first prompt of an episode
    /// shows the formula of the one before (spec section 3.5), and the player goes by what it reads.</summary>
    /// <param name="environment">Reset with seeds of its own.</param>
    /// <param name="expert">Who decides.</param>
    /// <param name="episodes">At least 1.</param>
    /// <param name="seed">Chooses the episodes and the expert's dice.</param>
    /// <param name="cancellation">Stops between episodes.</param>
    public static ScriptedScore Play(IEnvironment environment, IExpert expert, int episodes, ulong seed, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(episodes, 1);
        var random = new Random(unchecked((int)seed));
        int successes = 0;
        double total = 0;
        for (int episode = 0; episode < episodes; episode++)
        {
            cancellation.ThrowIfCancellationRequested();
            environment.Reset(StableHash.Of($"episode {episode}", seed));
            double sum = 0;
            for (bool done = false; !done;)
            {
                StepOutcome outcome = environment.Step(expert.Decide(AsPrompted(environment.State), random).Action);
                sum += outcome.Reward;
                done = outcome.Done;
            }

            successes += sum > 0 ? 1 : 0;
            total += sum;
        }

        return new ScriptedScore(episodes, successes, total / episodes);
    }

    private static TaskState AsPrompted(TaskState state) =>
        state is PointsState { PreviousFormula: { } shown } points ? points with { Formula = shown, PreviousFormula = null } : state;
}
