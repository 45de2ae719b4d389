using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments;

/// <summary>What is known of a task.</summary>
/// <param name="Name">As in the manifest.</param>
/// <param name="Title">For people.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Ceiling">Success rate no player exceeds (spec section 0).</param>
/// <param name="Background">Colour of the picture's background: what the tiny preset's normalisation makes zero.</param>
public sealed record TaskInfo(string Name, string Title, string Description, double Ceiling, (byte Red, byte Green, byte Blue) Background);

/// <summary>The tasks that this build plays.</summary>
public static class TaskCatalog
{
    public static IReadOnlyList<TaskInfo> All { get; } =
    [
        new(NumberLine.Name, "NumberLine", "Move along a line to the target number by - and +.", 1, (255, 255, 255)),
    ];

    public static TaskInfo? Find(string name) => All.FirstOrDefault(task => task.Name == name);
}
