namespace RL4VLM.Core.Trajectories;

/// <summary>Why generation of one answer ended.</summary>
public enum FinishReason
{
    /// <summary>The end-of-sequence token was sampled (and is part of the output).</summary>
    Stop = 0,

    /// <summary><c>maxNewTokens</c> was reached: the answer is truncated.</summary>
    Length = 1,
}
