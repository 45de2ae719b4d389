using RL4VLM.Core.Stages;
using RL4VLM.Environments.Randomness;

namespace RL4VLM.Environments.Episodes;

/// <summary>What episodes are played for.</summary>
public enum EpisodePurpose
{
    Demonstration,
    Training,
    Evaluation,
}

/// <summary>Environment seeds of a stream of episodes. Evaluation seeds have the highest bit set, all others not: no episode is played in both.
/// Streams differ in purpose, run seed, iteration and worker.</summary>
public sealed class EpisodeSeeds
{
    private const ulong EvaluationBit = 1UL << 63;
    private const int MaximumAttempts = 100_000;

    private readonly EpisodePurpose purpose;
    private readonly ulong stream;

    /// <param name="purpose">What for.</param>
    /// <param name="runSeed">spec.seed.</param>
    /// <param name="iteration">Of collection; an evaluation that passes 0 for every checkpoint compares them on the same episodes.</param>
    /// <param name="worker">Index among the workers.</param>
    public EpisodeSeeds(EpisodePurpose purpose, long runSeed, int iteration = 0, int worker = 0)
    {
        this.purpose = purpose;
        stream = SplitMix.Hash((ulong)purpose, (ulong)runSeed, (ulong)iteration, (ulong)worker);
    }

    /// <summary>Seed of an episode; <paramref name="attempt"/> counts the seeds that were passed over for their initial state.</summary>
    public ulong Seed(int index, int attempt = 0)
    {
        ulong seed = SplitMix.Hash(stream, (ulong)index, (ulong)attempt) & ~EvaluationBit;
        return purpose == EpisodePurpose.Evaluation ? seed | EvaluationBit : seed;
    }

    /// <summary>Resets an environment to an episode of this stream: one that does not start in a held-out state, or for evaluation, where
    /// anything is held out, one that does.</summary>
    /// <param name="environment">To be reset.</param>
    /// <param name="holdOut">Of the same task.</param>
    /// <param name="index">Number of the episode.</param>
    /// <returns>The seed.</returns>
    /// <exception cref="StageException">No initial state fits (exit code 78).</exception>
    public ulong Start(IEnvironment environment, HoldOut holdOut, int index)
    {
        bool wanted = holdOut.IsActive && purpose == EpisodePurpose.Evaluation;
        for (int attempt = 0; attempt < MaximumAttempts; attempt++)
        {
            ulong seed = Seed(index, attempt);
            environment.Reset(seed);
            if (!holdOut.IsActive || holdOut.IsHeldOut(environment.State) == wanted) return seed;
        }

        throw new StageException(ExitCodes.BadManifest, $"spec.tasks.{environment.Task}.options.holdOut: no {(wanted ? "held-out" : "other")} initial state came up in {MaximumAttempts} deals; choose another share");
    }
}
