using RL4VLM.Agents.Dialogues;
using RL4VLM.Agents.Episodes;
using RL4VLM.Core.Manifest;
using RL4VLM.Environments;
using RL4VLM.Environments.Experts;

namespace RL4VLM.Agents.Stages;

/// <summary>What the manifest's task means for the episode loop.</summary>
public static class TaskEpisodes
{
    // The lowest bit of an environment's seed tells the sets apart: no seed is in both.
    private const ulong EvaluationBit = 1;

    /// <summary>Options with environment, dialogue and seeds set; one slot and no budget.</summary>
    public static EpisodeOptions Options(TaskSpec task, Fidelity fidelity, Func<int, int, ulong> seeds) => new()
    {
        Task = task.Name,
        CreateEnvironment = () => EnvironmentFactory.Create(task, fidelity),
        Dialogue = TaskDialogues.For(task, fidelity),
        Fidelity = fidelity,
        Slots = 1,
        EpisodeSeed = seeds,
        SamplingSeed = 0,
        IsHeldOut = HoldOut.For(task).IsHeldOut,
        PicturesRepeat = task.Options.Jitter == 0,
    };

    /// <summary>What telemetry calls the manifest's model: the preset, or the base checkpoint's last path segment.</summary>
    public static string ModelName(RunSpec spec) =>
        spec.Model.Base is { } path ? Path.GetFileName(Path.TrimEndingDirectorySeparator(path)) : spec.Model.Preset?.ToString().ToLowerInvariant() ?? "tiny";

    /// <summary>Seeds by episode number and attempt that no evaluation ever takes.</summary>
    public static Func<int, int, ulong> TrainingSeeds(ulong seed) =>
        (episode, attempt) => SeedMix.Of(seed, "environment", episode, attempt) & ~EvaluationBit;

    /// <summary>Seeds that no training episode ever takes.</summary>
    public static Func<int, int, ulong> EvaluationSeeds(ulong seed) =>
        (episode, attempt) => SeedMix.Of(seed, "environment", episode, attempt) | EvaluationBit;

    /// <summary>The scripted player with the manifest's noise and habits; the habits are the run's, not the task's.</summary>
    public static IExpert Expert(TaskSpec task, RunSpec spec) => EnvironmentFactory.CreateExpert(
        task, new ExpertOptions(spec.Sft.Demonstrations.Noise, spec.Sft.Demonstrations.Mistakes, SeedMix.Of((ulong)spec.Seed, "habits")));

    /// <summary>Success rate that no player exceeds (spec sections 0 and 1.6); null where it is not known.</summary>
    public static double? Ceiling(TaskSpec task, Fidelity fidelity) => (task.Name, fidelity, task.Options.TreatFaceCardsAs10) switch
    {
        // 4 of the 36 resets of the paper's time cannot be won.
        ("numberline", Fidelity.Paper, _) when task.Options.MaxPosition == 5 => 32 / 36.0,
        ("numberline", Fidelity.Paper, _) => null,
        ("points24", _, false) => 0.79181,
        _ => TaskCatalog.Find(task.Name)?.Ceiling,
    };

    public static string EnvironmentVersion(TaskSpec task, Fidelity fidelity) => EnvironmentFactory.Create(task, fidelity).Version;
}
