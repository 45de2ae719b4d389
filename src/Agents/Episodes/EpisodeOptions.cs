using RL4VLM.Agents.Dialogues;
using RL4VLM.Core.Manifest;
using RL4VLM.Environments;

namespace RL4VLM.Agents.Episodes;

/// <summary>How episodes of one task are played.</summary>
public sealed record EpisodeOptions
{
    /// <summary>Steps after which an episode ends whose rules set no limit (design section 6).</summary>
    public const int DefaultTimeLimit = 30;

    /// <summary>Makes one slot's environment.</summary>
    public required Func<IEnvironment> CreateEnvironment { get; init; }

    /// <summary>The task's name, for telemetry.</summary>
    public string? Task { get; init; }

    /// <summary>The model's name, for telemetry.</summary>
    public string? Model { get; init; }

    public required ITaskDialogue Dialogue { get; init; }

    /// <summary>paper: the reference's parser and spans.</summary>
    public Fidelity Fidelity { get; init; } = Fidelity.Corrected;

    /// <summary>Environments that are played side by side.</summary>
    public required int Slots { get; init; }

    /// <summary>Environment seed of an episode number. Called again with the next attempt when the episode would start in a state
    /// that <see cref="AvoidHeldOut"/> excludes.</summary>
    public required Func<int, int, ulong> EpisodeSeed { get; init; }

    /// <summary>Mixed with the episode number for sampling, so that an answer does not depend on the slot.</summary>
    public required ulong SamplingSeed { get; init; }

    public double Temperature { get; init; } = 1;

    public int MaxNewTokens { get; init; } = 256;

    /// <summary>No episode starts once so many steps are made; null: no such limit.</summary>
    public int? StepBudget { get; init; }

    /// <summary>So many episodes are played; null: no such limit.</summary>
    public int? EpisodeBudget { get; init; }

    /// <summary>Whether a state is kept back from training (options.holdOut).</summary>
    public Func<TaskState, bool> IsHeldOut { get; init; } = _ => false;

    /// <summary>Training: no episode starts in a held-out state.</summary>
    public bool AvoidHeldOut { get; init; }

    /// <summary>Whether equal <see cref="TaskState.Key"/>s promise equal pictures (jitter 0).</summary>
    public bool PicturesRepeat { get; init; }

    /// <summary>Shows empty pictures.</summary>
    public bool Blank { get; init; }

    /// <summary>Episodes with a lower number keep their pictures in the records; the others have empty ones.</summary>
    public int KeepPictures { get; init; } = int.MaxValue;

    /// <summary>Episodes with pictures also keep each answer's text, as <c>text</c> in the record's info (for people; the learner never reads it).</summary>
    public bool KeepTexts { get; init; }
}
