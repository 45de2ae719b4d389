using System.Globalization;

namespace RL4VLM.Environments.GymCards;

/// <summary>What sets the two formula games apart.</summary>
public sealed record PointsGame
{
    public static PointsGame EZPoints { get; } = new("ezpoints", 12, 2, 10, 5, ["+", "*"]);

    public static PointsGame Points24 { get; } = new("points24", 24, 4, 10, 20, ["+", "-", "*", "/", "(", ")"]);

    /// <summary>J, Q and K count 11, 12 and 13.</summary>
    public static PointsGame Points24WithFaces { get; } = new("points24", 24, 4, 13, 20, ["+", "-", "*", "/", "(", ")"]);

    private PointsGame(string name, int target, int cards, int highest, int formulaLimit, string[] symbols)
    {
        (Name, Target, Cards, Highest, FormulaLimit, Symbols) = (name, target, cards, highest, formulaLimit, symbols);
        Actions = [.. Enumerable.Range(1, highest).Select(number => number.ToString(CultureInfo.InvariantCulture)), .. symbols, "="];
    }

    public string Name { get; }

    /// <summary>What the formula must equal.</summary>
    public int Target { get; }

    public int Cards { get; }

    /// <summary>The highest number a card can count; actions 0 to <see cref="Highest"/> - 1 are the numbers from 1.</summary>
    public int Highest { get; }

    /// <summary>A formula of more tokens than this ends the episode, whatever the action.</summary>
    public int FormulaLimit { get; }

    public IReadOnlyList<string> Symbols { get; }

    public IReadOnlyList<string> Actions { get; }

    /// <summary>The action "=".</summary>
    public int Evaluate => Actions.Count - 1;

    /// <summary>No episode of legal actions is longer; illegal ones count toward it.</summary>
    public int TimeLimit => FormulaLimit + 2;

    /// <summary>What a rank from 1 to 13 counts.</summary>
    public int Value(int rank) => Math.Min(rank, Highest);

    /// <summary>Index of a formula token among the actions.</summary>
    public int ActionOf(string token)
    {
        for (int i = 0; i < Actions.Count; i++)
        {
            if (Actions[i] == token) return i;
        }

        throw new ArgumentException($"{Name} has no action \"{token}\"", nameof(token));
    }
}
