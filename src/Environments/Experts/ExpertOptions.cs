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
}
