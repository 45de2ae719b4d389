using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Learner.Data;

namespace RL4VLM.Learner.Ppo;

/// <summary>The learner's log-probabilities against the ones stored by the rollout, before the first update (design section 6).</summary>
public sealed class LogProbabilityGap(Fidelity fidelity, DataType dtype)
{
    /// <summary>A float32 difference above this is no rounding: sampler and learner disagree about the model or the prompt.</summary>
    public const double Limit = 1e-2;

    private double sum;
    private long tokens;

    /// <summary>Mean |difference| over tokens.</summary>
    public double Mean => tokens == 0 ? 0 : sum / tokens;

    public double Maximum { get; private set; }

    /// <summary>Compares one step's tokens.</summary>
    /// <exception cref="StageException">70 in float32 when a token differs by more than <see cref="Limit"/>.</exception>
    public void Compare(TrainingStep step, ReadOnlySpan<float> recomputed)
    {
        float[] stored = step.Record.LogProbabilities;
        if (stored.Length != recomputed.Length)
            throw StageException.Corrupt(step.Source, $"{recomputed.Length} output tokens but {stored.Length} log-probabilities");
        for (int k = 0; k < stored.Length; k++)
        {
            double difference = Math.Abs((double)stored[k] - recomputed[k]);
            if (!double.IsFinite(difference))
                throw new StageException(ExitCodes.Software, $"{step.Source}: the log-probability of token {k} is not finite (stored {stored[k]}, recomputed {recomputed[k]})");
            sum += difference;
            Maximum = Math.Max(Maximum, difference);
            if (difference > Limit && dtype == DataType.Float32 && fidelity == Fidelity.Corrected)
            {
                throw new StageException(ExitCodes.Software,
                    $"{step.Source}: log-probability gap {difference:g3} at token {k} (stored {stored[k]:g6}, recomputed {recomputed[k]:g6}); "
                    + "rollout and learner do not run the same model on the same prompt");
            }
        }

        tokens += stored.Length;
    }
}
