using RL4VLM.Core.Manifest;
using RL4VLM.Learner.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Learner.Ppo;

/// <summary>Sums the log-probabilities of tokens into those of steps: lambda · thought + action (the paper's equation 4.3).</summary>
public sealed class StepScores
{
    /// <summary>Constant that the reference gives an answer too short to have spans (spec section 5.3).</summary>
    private const float PaperConstant = -2;

    private readonly Fidelity fidelity;
    private readonly double thoughtCoefficient;
    private readonly int steps;
    private readonly long[] rows;
    private readonly float[] thought;
    private readonly float[] action;
    private readonly float[] constants;

    /// <param name="batch">The steps whose tokens are packed one after another.</param>
    /// <param name="fidelity">Paper: the reference's spans, rounded to bfloat16 as it rounds.</param>
    /// <param name="thoughtCoefficient">lambda.</param>
    public StepScores(IReadOnlyList<TrainingStep> batch, Fidelity fidelity, double thoughtCoefficient)
    {
        this.fidelity = fidelity;
        this.thoughtCoefficient = thoughtCoefficient;
        steps = batch.Count;
        int tokens = batch.Sum(step => step.OutputIds.Length);
        rows = new long[tokens];
        thought = new float[tokens];
        action = new float[tokens];
        constants = new float[steps];
        int at = 0;
        for (int i = 0; i < steps; i++)
        {
            int[] ids = batch[i].OutputIds;
            var spans = TokenSpans.Of(batch[i].Record, fidelity);
            rows.AsSpan(at, ids.Length).Fill(i);
            thought.AsSpan(at, ids.Length)[spans.Thought].Fill(1);
            action.AsSpan(at, ids.Length)[spans.Action].Fill(1);
            if (spans.IsConstant)
                constants[i] = PaperConstant;
            if (fidelity == Fidelity.Paper)
                MaskZeroIds(ids, at);
            at += ids.Length;
        }
    }

    /// <summary>[tokens] 1 where the token is thought.</summary>
    public ReadOnlySpan<float> ThoughtMask => thought;

    /// <summary>Steps' log-probabilities; gradients flow.</summary>
    /// <param name="tokenLogProbabilities">[tokens] float32.</param>
    /// <returns>[steps] float32.</returns>
    public Tensor Sum(Tensor tokenLogProbabilities)
    {
        using var scope = NewDisposeScope();
        if (fidelity == Fidelity.Corrected)
        {
            var weights = new float[thought.Length];
            for (int k = 0; k < weights.Length; k++)
                weights[k] = ((float)thoughtCoefficient * thought[k]) + action[k];
            return SumRows(tokenLogProbabilities, weights).MoveToOuterDisposeScope();
        }

        var rounded = Round(tokenLogProbabilities);
        var weighted = Round(Round(SumRows(rounded, thought)) * thoughtCoefficient);
        var sums = Round(weighted + Round(SumRows(rounded, action)));
        return (sums + tensor(constants, device: sums.device)).MoveToOuterDisposeScope();
    }

    private static Tensor Round(Tensor x) => x.to_type(ScalarType.BFloat16).to_type(ScalarType.Float32);

    private Tensor SumRows(Tensor terms, float[] weights)
    {
        var device = terms.device;
        return zeros(steps, device: device).index_add(0, tensor(rows, device: device), terms * tensor(weights, device: device), 1);
    }

    /// <summary>The reference takes id 0 for padding wherever it stands.</summary>
    private void MaskZeroIds(int[] ids, int at)
    {
        for (int k = 0; k < ids.Length; k++)
        {
            if (ids[k] == 0)
                thought[at + k] = action[at + k] = 0;
        }
    }
}
