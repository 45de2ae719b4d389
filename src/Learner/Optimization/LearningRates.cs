using RL4VLM.Core.Manifest;

namespace RL4VLM.Learner.Optimization;

/// <summary>Learning rates as functions of progress; pure.</summary>
public static class LearningRates
{
    /// <summary>Rate of a PPO iteration: stepped once an iteration as in the paper's code (spec section 6.1), flat after <c>steps</c>.</summary>
    /// <param name="spec">The schedule.</param>
    /// <param name="iteration">1-based.</param>
    public static double OfIteration(LearningRateSpec spec, int iteration)
    {
        double x = Math.Clamp((iteration - 1) / (double)Math.Max(1, spec.Steps), 0, 1);
        return spec.Schedule switch
        {
            LearningRateSchedule.Constant => spec.Initial,
            LearningRateSchedule.Linear => spec.Initial + ((spec.Final - spec.Initial) * x),
            _ => spec.Final + ((spec.Initial - spec.Final) * 0.5 * (1 + Math.Cos(Math.PI * x))),
        };
    }

    /// <summary>Linear warm-up over the run's first optimizer steps: the first update is the one that moves a policy too far.</summary>
    /// <param name="spec">The schedule.</param>
    /// <param name="optimizerStep">0-based count of optimizer steps taken in this run.</param>
    public static double Warmup(LearningRateSpec spec, long optimizerStep) =>
        spec.WarmupSteps <= 0 ? 1 : Math.Min(1, (optimizerStep + 1) / (double)spec.WarmupSteps);

    /// <summary>SFT: 3 % linear warm-up, then cosine to zero (spec section 7).</summary>
    public static double Sft(double peak, int step, int steps)
    {
        double warmup = Math.Max(1, Math.Ceiling(0.03 * steps));
        if (step < warmup)
            return peak * (step + 1) / warmup;
        double x = (step - warmup) / Math.Max(1, steps - warmup);
        return peak * 0.5 * (1 + Math.Cos(Math.PI * x));
    }
}
