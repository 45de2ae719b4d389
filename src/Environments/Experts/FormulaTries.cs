using System.Globalization;

namespace RL4VLM.Environments.Experts;

/// <summary>Whole formulas over four numbers, whatever they come to: what a player tries who does not see that a deal cannot be won.</summary>
internal static class FormulaTries
{
    private const int Count = 24;

    private static readonly string[][] Shapes =
    [
        ["a", "?", "b", "?", "c", "?", "d"],
        ["(", "a", "?", "b", ")", "?", "c", "?", "d"],
        ["a", "?", "(", "b", "?", "c", ")", "?", "d"],
        ["(", "a", "?", "b", ")", "?", "(", "c", "?", "d", ")"],
        ["(", "a", "?", "b", "?", "c", ")", "?", "d"],
        ["a", "?", "(", "b", "?", "c", "?", "d", ")"],
    ];

    /// <summary>The same for every order of the numbers.</summary>
    /// <param name="sorted">Four numbers.</param>
    /// <param name="name">Names them.</param>
    /// <param name="seed">Chooses shapes, orders and operators.</param>
    public static string[][] Of(IReadOnlyList<int> sorted, string name, ulong seed) =>
    [
        .. Enumerable.Range(0, Count).Select(i => Try(sorted, StableHash.Of(string.Create(CultureInfo.InvariantCulture, $"{name} try {i}"), seed))),
    ];

    private static string[] Try(IReadOnlyList<int> numbers, ulong hash)
    {
        string[] shape = Shapes[Draw(ref hash, Shapes.Length)];
        List<int> left = [.. numbers];
        return [.. shape.Select(token => token switch
        {
            "a" or "b" or "c" or "d" => Take(left, Draw(ref hash, left.Count)),
            "?" => Points24Expert.Operators[Draw(ref hash, Points24Expert.Operators.Length)],
            _ => token,
        })];
    }

    private static string Take(List<int> left, int at)
    {
        int number = left[at];
        left.RemoveAt(at);
        return number.ToString(CultureInfo.InvariantCulture);
    }

    private static int Draw(ref ulong hash, int choices)
    {
        int drawn = (int)(hash % (ulong)choices);
        hash /= (ulong)choices;
        return drawn;
    }
}
