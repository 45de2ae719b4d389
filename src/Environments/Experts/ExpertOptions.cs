namespace RL4VLM.Environments.Experts;

/// <summary>How imperfect demonstrations are.</summary>
/// <param name="Noise">Chance that an action is drawn at random.</param>
/// <param name="Mistakes">Share of situations in which the expert has a wrong habit.</param>
/// <param name="Seed">Chooses those situations.</param>
public sealed record ExpertOptions(double Noise = 0, double Mistakes = 0, ulong Seed = 0)
{
    /// <summary>In a situation with a wrong habit the expert errs this often: most times, not always, so that
    /// imitation leaves the right action alive for reinforcement learning to find.</summary>
    public const double ErrorRate = 0.7;

    /// <summary>The situations with a wrong habit: ⌈share·n⌉ of those given, chosen by a hash of their names and <see cref="Seed"/>.</summary>
    internal HashSet<T> Habits<T>(IReadOnlyCollection<T> situations, Func<T, string> name)
    {
        // 0.4 · 15 must be 6, not 7, whatever the rounding of the product.
        int count = Math.Clamp((int)Math.Ceiling((Mistakes * situations.Count) - 1e-9), 0, situations.Count);
        return [.. situations.OrderBy(situation => StableHash.Of(name(situation), Seed)).Take(count)];
    }

    /// <summary>Whether to err now, in a situation with a wrong habit.</summary>
    internal static bool Errs(Random random) => random.NextDouble() < ErrorRate;

    /// <summary>The decision, or with a chance of <see cref="Noise"/> any action.</summary>
    internal ExpertDecision WithNoise(ExpertDecision decision, int actions, Random random) =>
        Noise > 0 && random.NextDouble() < Noise ? decision with { Action = random.Next(actions) } : decision;
}
