using RL4VLM.Core.Trajectories;
using RL4VLM.Models.Checkpoints;

namespace RL4VLM.Learner.Data;

/// <summary>A stored step, ready for the model.</summary>
/// <param name="Record">As read from the shard.</param>
/// <param name="Sequence">Pixels, prompt and output ids.</param>
/// <param name="Task">The task it belongs to.</param>
/// <param name="EndsEpisode">Terminated or truncated.</param>
/// <param name="Source">Shard the step was read from, for messages.</param>
public sealed record TrainingStep(StepRecord Record, TrainingSequence Sequence, string Task, bool EndsEpisode, string Source)
{
    /// <summary>Tokens the model sees: what batches are bucketed by.</summary>
    public int Length => Sequence.PromptIds.Length + Sequence.OutputIds.Length;

    /// <summary>Whether the step may carry loss (design section 6: steps in held-out states do not).</summary>
    public bool Trains => !Record.HeldOut && Sequence.OutputIds.Length > 0;
}
