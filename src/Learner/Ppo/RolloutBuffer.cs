using RL4VLM.Core.Manifest;
using RL4VLM.Learner.Data;

namespace RL4VLM.Learner.Ppo;

/// <summary>The steps of one iteration with what PPO needs of each; arrays are [steps], in shard order.</summary>
public sealed class RolloutBuffer
{
    /// <summary>Computes returns and normalised advantages.</summary>
    /// <param name="steps">All steps, episodes whole and consecutive.</param>
    /// <param name="values">Value estimates at the prompts, scaled-reward units.</param>
    /// <param name="oldLogProbabilities">Weighted log-probabilities before the first update.</param>
    /// <param name="ppo">gamma, gaeLambda, rewardScale.</param>
    public RolloutBuffer(IReadOnlyList<TrainingStep> steps, float[] values, float[] oldLogProbabilities, PpoSpec ppo)
    {
        Steps = steps;
        Values = values;
        OldLogProbabilities = oldLogProbabilities;
        var rewards = steps.Select(step => (float)(step.Record.Reward * ppo.RewardScale)).ToArray();
        var done = steps.Select(step => step.EndsEpisode).ToArray();
        var heldOut = steps.Select(step => step.Record.HeldOut).ToArray();
        // Episodes are always whole (collect finishes each one it began), so nothing is bootstrapped at the end.
        (Returns, float[] advantages) = Ppo.Advantages.Estimate(rewards, values, done, nextValue: 0, ppo.Gamma, ppo.GaeLambda, heldOut);
        // Held-out states have nobody's loss but the worst advantages: counted in the mean, they would praise every action that is trained.
        Advantages = Ppo.Advantages.Normalise(advantages, [.. steps.Select(step => step.Trains ? step.Task : null)]);
        Trained = [.. Enumerable.Range(0, steps.Count).Where(i => steps[i].Trains)];
    }

    public IReadOnlyList<TrainingStep> Steps { get; }

    public float[] Values { get; }

    public float[] OldLogProbabilities { get; }

    public float[] Returns { get; }

    /// <summary>Normalised over the steps that carry loss, each task by itself; 0 elsewhere.</summary>
    public float[] Advantages { get; }

    /// <summary>Indices of the steps that carry loss.</summary>
    public int[] Trained { get; }
}
