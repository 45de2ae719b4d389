using RL4VLM.Learner.Data;
using RL4VLM.Models;
using RL4VLM.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Learner.Ppo;

/// <summary>Scores a whole rollout without gradients: old log-probabilities, values, and the gap to what the rollout stored.</summary>
public static class PolicyScorer
{
    /// <summary>Scores every step under the policy as it stands.</summary>
    /// <param name="policy">Checkpoint k-1.</param>
    /// <param name="steps">All steps of the iteration.</param>
    /// <param name="temperature">Sampling temperature of the rollout.</param>
    /// <param name="scores">Makes the summing of a batch's token log-probabilities.</param>
    /// <param name="gap">Receives each step's tokens.</param>
    /// <param name="cancellation">Checked between batches.</param>
    /// <returns>[steps] weighted log-probabilities and [steps] values.</returns>
    public static (float[] LogProbabilities, float[] Values) Score(
        PolicyModel policy, IReadOnlyList<TrainingStep> steps, double temperature, Func<IReadOnlyList<TrainingStep>, StepScores> scores,
        LogProbabilityGap gap, CancellationToken cancellation)
    {
        var logProbabilities = new float[steps.Count];
        var values = new float[steps.Count];
        foreach (int[] indices in BatchPieces.Split([.. Enumerable.Range(0, steps.Count).OrderBy(i => steps[i].Length)], steps))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var inference = no_grad();
            var batch = indices.Select(i => steps[i]).ToArray();
            var result = policy.Forward(TrainingBatch.Of(policy.Processor, batch));
            var (tokens, _) = Kernels.TokenLogProbability(result.Logits, result.TokenIds, temperature);
            float[] perToken = tokens.cpu().data<float>().ToArray();
            int at = 0;
            foreach (var step in batch)
            {
                gap.Compare(step, perToken.AsSpan(at, step.OutputIds.Length));
                at += step.OutputIds.Length;
            }

            float[] sums = scores(batch).Sum(tokens).cpu().data<float>().ToArray();
            float[] batchValues = result.Values is { } v ? v.cpu().data<float>().ToArray() : new float[batch.Length];
            for (int k = 0; k < indices.Length; k++)
            {
                logProbabilities[indices[k]] = sums[k];
                values[indices[k]] = batchValues[k];
            }
        }

        return (logProbabilities, values);
    }
}
