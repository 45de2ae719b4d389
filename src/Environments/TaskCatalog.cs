namespace RL4VLM.Environments;

/// <summary>What is known about a task before anybody plays it.</summary>
/// <param name="Name">As in the manifest.</param>
/// <param name="Title">For people.</param>
/// <param name="Description">One sentence for people.</param>
/// <param name="Ceiling">Success rate of perfect play (for Points24 the share of solvable deals), 0 to 1.</param>
/// <param name="RandomSuccess">Success rate of uniformly random actions.</param>
/// <param name="RandomReturn">Mean undiscounted return of uniformly random actions.</param>
/// <param name="OptimalReturn">Mean undiscounted return of perfect play.</param>
public sealed record TaskInfo(string Name, string Title, string Description, double Ceiling, double RandomSuccess, double RandomReturn, double OptimalReturn)
{
    /// <summary>Colour of an empty picture: what the tiny preset's normalisation makes zero.</summary>
    public (byte Red, byte Green, byte Blue) Background => Name == TaskCatalog.NumberLine ? ((byte)255, (byte)255, (byte)255) : ((byte)53, (byte)101, (byte)77);
}

/// <summary>The tasks that come with the program. Figures hold for default options (spec sections 0 and 1.6; tests recompute them).</summary>
public static class TaskCatalog
{
    public const string NumberLine = "numberline";
    public const string EZPoints = "ezpoints";
    public const string Points24 = "points24";
    public const string Blackjack = "blackjack";

    public static IReadOnlyList<TaskInfo> All { get; } =
    [
        new(NumberLine, "NumberLine", "Walk from the current number to the target, one step at a time.", 1, 0.283, -2.48, 1),
        new(EZPoints, "EZPoints", "Two cards: write a formula over both that equals 12, one token at a time.", 1, 0.00065, -4.18, 10),
        new(Points24, "Points24", "Four cards: write a formula over all of them that equals 24, one token at a time.", 0.7307, 0, -6.66, 7.04),
        new(Blackjack, "Blackjack", "Hit or stand against a dealer who draws to 17, from an infinite deck.", 0.4316, 0.281, -0.396, -0.0466),
    ];

    /// <summary>The entry of that name, or null.</summary>
    public static TaskInfo? Find(string name) => All.FirstOrDefault(task => task.Name == name);
}
