namespace RL4VLM.Core.Trajectories;

/// <summary>What must hold in every shard beyond its types (docs/shards.md, "Rules"); the writer keeps to it and the reader checks it.
/// Each method returns what is wrong, or null.</summary>
internal static class ShardRules
{
    private static readonly byte[] PngSignature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    // A log-probability of 0 may come out a little above it in float32.
    private const float RoundingSlack = 1e-3f;

    public static string? Check(ShardHeader? header)
    {
        if (header is null) return "the header is nil";
        if (header.Schema != ShardHeader.CurrentSchema) return UnknownSchema(header.Schema);
        if (header.Run is null) return "the header has no run";
        if (header.PolicyCheckpoint is null) return "the header has no policyCheckpoint";
        if (header.Task is null) return "the header has no task";
        if (header.EnvironmentVersion is null) return "the header has no environmentVersion";
        if (header.TokenizerHash is null) return "the header has no tokenizerHash";
        if (header.Iteration < 0) return $"iteration is {header.Iteration}, less than 0";
        if (header.Worker < 0) return $"worker is {header.Worker}, less than 0";
        return null;
    }

    public static string UnknownSchema(long schema) =>
        $"it has schema {schema}, this build reads schema {ShardHeader.CurrentSchema}; use the version of rl4vlm that wrote it, or collect again";

    public static string? Check(StepRecord? step, ShardLimits limits)
    {
        if (step is null) return "the step is nil";
        return Tokens(step, limits) ?? Numbers(step) ?? Rest(step, limits);
    }

    /// <summary>Rows of an episode are consecutive, count up from 0 and end with the only terminated or truncated one.</summary>
    public static string? CheckOrder(StepRecord? before, StepRecord step)
    {
        if (before is null)
        {
            return step.Step == 0 ? null : $"the first step of the shard is step {step.Step} of episode {step.Episode}, expected step 0";
        }

        bool ended = before.Terminated || before.Truncated;
        if (step.Episode == before.Episode)
        {
            if (ended) return $"episode {step.Episode} goes on after its end at step {before.Step}";
            return step.Step == before.Step + 1L ? null : $"step {step.Step} of episode {step.Episode} follows step {before.Step}";
        }

        if (!ended) return $"episode {before.Episode} stops at step {before.Step}, neither terminated nor truncated, and episode {step.Episode} begins";
        if (step.Episode < before.Episode) return $"episode {step.Episode} follows episode {before.Episode}";
        return step.Step == 0 ? null : $"episode {step.Episode} begins with step {step.Step}, expected step 0";
    }

    public static string? CheckEnd(StepRecord? last) => last is null || last.Terminated || last.Truncated
        ? null
        : $"episode {last.Episode} stops at step {last.Step}, neither terminated nor truncated, at the end of the shard";

    private static string? Tokens(StepRecord step, ShardLimits limits)
    {
        if (step.PromptIds is null) return "promptIds is nil";
        if (step.OutputIds is null) return "outputIds is nil";
        if (step.LogProbabilities is null) return "logProbabilities is nil";
        if (step.PromptIds.Length > limits.Tokens) return $"promptIds has {step.PromptIds.Length} ids, more than {limits.Tokens}";
        if (step.OutputIds.Length > limits.Tokens) return $"outputIds has {step.OutputIds.Length} ids, more than {limits.Tokens}";
        if (Negative(step.PromptIds) is { } prompt) return $"promptIds holds {prompt}, less than 0";
        if (Negative(step.OutputIds) is { } output) return $"outputIds holds {output}, less than 0";
        if (step.LogProbabilities.Length != 0 && step.LogProbabilities.Length != step.OutputIds.Length)
        {
            return $"logProbabilities has {step.LogProbabilities.Length} values for {step.OutputIds.Length} outputIds";
        }

        if (step.ActionStart < 0 || step.ActionStart > step.OutputIds.Length)
        {
            return $"actionStart is {step.ActionStart}, outside 0 to {step.OutputIds.Length}";
        }

        return null;
    }

    private static string? Numbers(StepRecord step)
    {
        foreach (float value in step.LogProbabilities)
        {
            if (!float.IsFinite(value)) return "logProbabilities holds a value that is not finite";
            if (value > RoundingSlack) return $"logProbabilities holds {value:R}, more than 0";
        }

        if (!float.IsFinite(step.Reward)) return "reward is not finite";
        if (!float.IsFinite(step.Value)) return "value is not finite";
        if (!float.IsFinite(step.Temperature) || step.Temperature < 0) return "temperature is not a finite number from 0 on";
        if (step.Episode < 0) return $"episode is {step.Episode}, less than 0";
        if (step.Step < 0) return $"step is {step.Step}, less than 0";
        if (step.Action < -1) return $"action is {step.Action}, less than -1";
        return null;
    }

    private static string? Rest(StepRecord step, ShardLimits limits)
    {
        if (step.Image is null || (step.Image.Length > 0 && !step.Image.AsSpan().StartsWith(PngSignature))) return "image is no PNG";
        if (step.FinishReason is not (FinishReason.Stop or FinishReason.Length)) return $"finishReason is {(int)step.FinishReason}, which is not known";
        if (step.ActionText is null) return "actionText is nil";
        if (step.Info is null) return "info is nil";
        if (step.Info.Count > limits.InfoEntries) return $"info has {step.Info.Count} entries, more than {limits.InfoEntries}";
        foreach ((string key, string value) in step.Info)
        {
            if (value is null) return $"info '{key}' is nil";
        }

        return null;
    }

    private static int? Negative(int[] ids)
    {
        // A negative id has the sign bit, so the union of all tells whether there is one.
        int union = 0;
        foreach (int id in ids) union |= id;
        return union >= 0 ? null : ids.First(id => id < 0);
    }
}
