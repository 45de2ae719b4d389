using RL4VLM.Core.Trajectories;

namespace RL4VLM.Learner.Data;

/// <summary>A stored step, ready for the model.</summary>
/// <param name="Record">As read from the shard, without its PNG.</param>
/// <param name="View">What the model is shown; null for text only.</param>
/// <param name="PromptIds">The prompt it is trained under: the stored one, but for the reference's harness.</param>
/// <param name="Task">The task it belongs to.</param>
/// <param name="EndsEpisode">Terminated or truncated.</param>
/// <param name="Source">Shard the step was read from, for messages.</param>
public sealed record TrainingStep(StepRecord Record, StoredView? View, int[] PromptIds, string Task, bool EndsEpisode, string Source)
{
    /// <summary>The answer's token ids.</summary>
    public int[] OutputIds => Record.OutputIds;

    /// <summary>Tokens the model sees: what batches are bucketed by.</summary>
    public int Length => PromptIds.Length + OutputIds.Length;

    /// <summary>Whether the step may carry loss (design section 6: steps in held-out states do not).</summary>
    public bool Trains => !Record.HeldOut && OutputIds.Length > 0;
}
