namespace RL4VLM.Core.Trajectories;

/// <summary>What a step must be beyond well-formed: the learner relies on it.</summary>
internal static class StepChecks
{
    /// <summary>Longest prompt or answer that is believed.</summary>
    private const int MaximumTokens = 1 << 20;

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G'];

    /// <summary>What is wrong with a step that follows <paramref name="previous"/>; null when nothing is.</summary>
    public static string? Problem(StepRecord step, StepRecord? previous)
    {
        if (step.PromptIds.Length > MaximumTokens || step.OutputIds.Length > MaximumTokens)
            return $"more than {MaximumTokens} tokens";
        if (step.LogProbabilities.Length != 0 && step.LogProbabilities.Length != step.OutputIds.Length)
            return $"{step.OutputIds.Length} output tokens but {step.LogProbabilities.Length} log-probabilities";
        if (step.PromptIds.AsSpan().IndexOfAnyInRange(int.MinValue, -1) >= 0 || step.OutputIds.AsSpan().IndexOfAnyInRange(int.MinValue, -1) >= 0)
            return "a token id is negative";
        if (step.ActionStart < 0 || step.ActionStart > step.OutputIds.Length)
            return $"the action starts at token {step.ActionStart} of {step.OutputIds.Length}";
        if (!Enum.IsDefined(step.FinishReason))
            return $"unknown finish reason {(int)step.FinishReason}";
        if (!float.IsFinite(step.Reward) || !float.IsFinite(step.Value) || !float.IsFinite(step.Temperature) || step.Temperature < 0)
            return "reward, value or temperature is no finite number";
        foreach (float value in step.LogProbabilities)
        {
            if (!float.IsFinite(value) || value > 1e-3f)
                return $"the log-probability {value} is impossible";
        }

        if (step.Image.Length > 0 && !step.Image.AsSpan().StartsWith(PngSignature))
            return "the observation is no PNG";
        return Order(step, previous);
    }

    private static string? Order(StepRecord step, StepRecord? previous)
    {
        if (previous is null || step.Episode != previous.Episode)
            return step.Step == 0 ? null : $"episode {step.Episode} begins with step {step.Step}";
        if (step.Step != previous.Step + 1)
            return $"step {step.Step} of episode {step.Episode} follows step {previous.Step}";
        return previous.Terminated || previous.Truncated ? $"episode {step.Episode} goes on after its end" : null;
    }
}
