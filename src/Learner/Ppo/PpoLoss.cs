using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Learner.Ppo;

/// <summary>The clipped losses of PPO as the paper's code computes them (spec section 6.3).</summary>
public static class PpoLoss
{
    /// <summary>Ratios above this use the clipped term only, so that one exploding sample has no gradient (spec section 6.3).</summary>
    public const double MaximumRatio = 10;

    /// <summary>-min(r·A, clip(r)·A) for each sample; only the clipped term where r exceeds <see cref="MaximumRatio"/>.</summary>
    /// <param name="logProbability">[batch] float32, with gradient.</param>
    /// <param name="oldLogProbability">[batch] float32.</param>
    /// <param name="advantage">[batch] float32, normalised.</param>
    /// <param name="clip">Half-width of the trust interval.</param>
    /// <returns>[batch] float32.</returns>
    public static Tensor Policy(Tensor logProbability, Tensor oldLogProbability, Tensor advantage, double clip)
    {
        using var scope = NewDisposeScope();
        // Bounded before it is exponentiated, above where only the clipped term counts: an infinite ratio times a zero
        // gradient would be NaN in the branch that is not taken.
        var ratio = (logProbability - oldLogProbability).clamp(max: Math.Log(MaximumRatio) + 1).exp();
        var clipped = ratio.clamp(1 - clip, 1 + clip) * advantage;
        var surrogate = minimum(ratio * advantage, clipped);
        var loss = where(ratio.gt(MaximumRatio), clipped, surrogate).neg();
        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>0.5·max((V-R)², (V_old + clip(V-V_old) - R)²) for each sample.</summary>
    /// <param name="value">[batch] float32, with gradient.</param>
    /// <param name="oldValue">[batch] float32.</param>
    /// <param name="returns">[batch] float32.</param>
    /// <param name="clip">How far the value may move before its loss stops falling.</param>
    /// <returns>[batch] float32.</returns>
    public static Tensor Value(Tensor value, Tensor oldValue, Tensor returns, double clip)
    {
        using var scope = NewDisposeScope();
        var plain = (value - returns).pow(2);
        var bounded = (oldValue + (value - oldValue).clamp(-clip, clip) - returns).pow(2);
        return (maximum(plain, bounded) * 0.5).MoveToOuterDisposeScope();
    }
}
