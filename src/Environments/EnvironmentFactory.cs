using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Environments.Experts;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments;

/// <summary>Makes environments and experts by the manifest's task names.</summary>
public static class EnvironmentFactory
{
    /// <summary>A new environment; <see cref="IEnvironment.Reset"/> it first.</summary>
    /// <exception cref="StageException">78 for a task that this build cannot play.</exception>
    public static IEnvironment Create(TaskSpec task, Fidelity fidelity) => task switch
    {
        { Remote: not null } => throw Unknown(task, "remote environments are not available in this version"),
        { Name: NumberLine.Name } => new NumberLine(task.Options, fidelity),
        _ => throw Unknown(task, $"this version plays {string.Join(", ", TaskCatalog.All.Select(t => t.Name))}"),
    };

    /// <summary>The scripted player of a task.</summary>
    public static IExpert CreateExpert(TaskSpec task, ExpertOptions options) => task.Name switch
    {
        NumberLine.Name => new NumberLineExpert(task.Options.MaxPosition, options),
        _ => throw Unknown(task, "it has no scripted expert"),
    };

    private static StageException Unknown(TaskSpec task, string why) => new(ExitCodes.BadManifest, $"spec.tasks: '{task.Name}' cannot be played: {why}");
}
