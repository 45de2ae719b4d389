using RL4VLM.Core.Stages;
using RL4VLM.Environments;

namespace RL4VLM.Agents.Episodes;

/// <summary>Starts an episode, in training never in a state that is held out.</summary>
internal static class EpisodeStart
{
    private const int MaximumAttempts = 10_000;

    public static (ulong Seed, bool HeldOut) Reset(IEnvironment environment, EpisodeOptions options, int index)
    {
        for (int attempt = 0; attempt < MaximumAttempts; attempt++)
        {
            ulong seed = options.EpisodeSeed(index, attempt);
            environment.Reset(seed);
            bool heldOut = options.IsHeldOut(environment.State);
            if (!heldOut || !options.AvoidHeldOut)
            {
                return (seed, heldOut);
            }
        }

        throw new StageException(ExitCodes.BadManifest, $"spec.tasks.{environment.Task}.options.holdOut keeps back every state that was drawn in {MaximumAttempts} attempts; lower it");
    }
}
