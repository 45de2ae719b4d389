using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Environments.Experts;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments;

/// <summary>Makes environments from the manifest's tasks.</summary>
public static class EnvironmentFactory
{
    /// <exception cref="StageException">The task is unknown or its options are out of range (exit code 78).</exception>
    public static IEnvironment Create(TaskSpec task, Fidelity fidelity)
    {
        Check(task);
        return task.Name switch
        {
            TaskCatalog.NumberLine => new NumberLineEnvironment(task.Options, fidelity),
            TaskCatalog.Blackjack => new BlackjackEnvironment(task.Options, fidelity),
            _ => new PointsEnvironment(Game(task), task.Options, fidelity),
        };
    }

    /// <summary>The scripted player of a task.</summary>
    /// <exception cref="StageException">As <see cref="Create"/>.</exception>
    public static IExpert CreateExpert(TaskSpec task, ExpertOptions options)
    {
        Check(task);
        return task.Name switch
        {
            TaskCatalog.NumberLine => new NumberLineExpert(task.Options.MaxPosition, options),
            TaskCatalog.EZPoints => new EZPointsExpert(options),
            TaskCatalog.Points24 => new Points24Expert(Points24Solver.For(Game(task)), options),
            _ => new BlackjackExpert(options),
        };
    }

    /// <summary>The formula game of an EZPoints or Points24 task.</summary>
    public static PointsGame Game(TaskSpec task) => task.Name switch
    {
        TaskCatalog.EZPoints => PointsGame.EZPoints,
        TaskCatalog.Points24 => task.Options.TreatFaceCardsAs10 ? PointsGame.Points24 : PointsGame.Points24WithFaces,
        _ => throw new ArgumentException($"{task.Name} is no formula game", nameof(task)),
    };

    internal static void Check(TaskSpec task)
    {
        if (task.Remote is not null) throw Wrong(task, "remote: this task is served elsewhere and cannot be created in the process");
        if (TaskCatalog.Find(task.Name) is null) throw new StageException(ExitCodes.BadManifest, $"spec.tasks: there is no task \"{task.Name}\"; known are {string.Join(", ", TaskCatalog.All.Select(known => known.Name))}");
        if (task.Options.MaxPosition < 1) throw Wrong(task, $"options.maxPosition is {task.Options.MaxPosition}; it must be at least 1");
        if (task.Options.Jitter is not (>= 0 and <= 1)) throw Wrong(task, "options.jitter must be from 0 to 1");
        if (task.Options.HoldOut is not (>= 0 and < 1)) throw Wrong(task, "options.holdOut must be at least 0 and less than 1");
    }

    private static StageException Wrong(TaskSpec task, string what) => new(ExitCodes.BadManifest, $"spec.tasks.{task.Name}.{what}");
}
