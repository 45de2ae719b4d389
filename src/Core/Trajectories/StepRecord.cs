using MessagePack;

namespace RL4VLM.Core.Trajectories;

/// <summary>One environment step as the learner needs it: token in, token out (design: never re-tokenised).</summary>
[MessagePackObject]
public sealed record StepRecord
{
    /// <summary>Episode number within the shard; rows of an episode are consecutive and in order.</summary>
    [Key(0)] public int Episode { get; init; }

    /// <summary>0-based step within the episode.</summary>
    [Key(1)] public int Step { get; init; }

    /// <summary>The observation, PNG.</summary>
    [Key(2)] public required byte[] Image { get; init; }

    /// <summary>Prompt token ids, placeholders of the picture already repeated once per image token.</summary>
    [Key(3)] public required int[] PromptIds { get; init; }

    /// <summary>Emitted token ids, end-of-sequence included when it was emitted.</summary>
    [Key(4)] public required int[] OutputIds { get; init; }

    /// <summary>float32 log-probability of each output token at <see cref="Temperature"/>; empty in demonstrations.</summary>
    [Key(5)] public required float[] LogProbabilities { get; init; }

    /// <summary>Sampling temperature the log-probabilities belong to.</summary>
    [Key(6)] public float Temperature { get; init; } = 1;

    /// <summary>Index of the first action token in <see cref="OutputIds"/>; everything before it is thought.
    /// Equals the output's length when there is no action.</summary>
    [Key(7)] public int ActionStart { get; init; }

    [Key(8)] public FinishReason FinishReason { get; init; }

    /// <summary>Index of the action executed, -1 when the answer was illegal.</summary>
    [Key(9)] public int Action { get; init; } = -1;

    /// <summary>The action value as the model wrote it; empty when no action key was found.</summary>
    [Key(10)] public string ActionText { get; init; } = "";

    [Key(11)] public bool Legal { get; init; }

    [Key(12)] public float Reward { get; init; }

    [Key(13)] public bool Terminated { get; init; }

    [Key(14)] public bool Truncated { get; init; }

    /// <summary>Value head's estimate of the return at the prompt, in scaled-reward units.</summary>
    [Key(15)] public float Value { get; init; }

    /// <summary>Whether every stated slot equals the state; null when the task has no slots to state (no chain of thought).</summary>
    [Key(16)] public bool? ThoughtsTrue { get; init; }

    /// <summary>The state is held back from training (options.holdOut): the step carries no loss.</summary>
    [Key(17)] public bool HeldOut { get; init; }

    /// <summary>On the last step of an episode: whether the episode succeeded. Null elsewhere.</summary>
    [Key(18)] public bool? Success { get; init; }

    /// <summary>Environment seed of the episode: replays the very same initial state.</summary>
    [Key(19)] public ulong EpisodeSeed { get; init; }

    /// <summary>Whatever else the environment reports, as text (cards, formula, optimal action…).</summary>
    [Key(20)] public IReadOnlyDictionary<string, string> Info { get; init; } = new Dictionary<string, string>();
}
