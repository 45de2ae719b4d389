using System.Collections.Concurrent;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments.Experts;

/// <summary>Finds every formula over four numbers with + - * / and only the necessary parentheses that equals 24 in the environment's own
/// arithmetic (so 8/(3-8/3), which rounds to 23.99…, is none). Results are kept per multiset of numbers; thread-safe.</summary>
public sealed class Points24Solver
{
    private static readonly Points24Solver Plain = new(PointsGame.Points24), WithFaces = new(PointsGame.Points24WithFaces);

    private static readonly Comparer<(int Tokens, string Text)> ShortestFirst = Comparer<(int Tokens, string Text)>.Create(
        (a, b) => a.Tokens != b.Tokens ? a.Tokens.CompareTo(b.Tokens) : string.CompareOrdinal(a.Text, b.Text));

    private readonly ConcurrentDictionary<int, IReadOnlyList<IReadOnlyList<string>>> known = [];
    private readonly Lazy<IReadOnlyList<IReadOnlyList<int>>> solvable;

    private Points24Solver(PointsGame game)
    {
        Game = game;
        solvable = new(() => [.. Multisets(game.Highest).Where(numbers => Solutions(numbers).Count > 0)]);
    }

    public PointsGame Game { get; }

    /// <summary>Every multiset (sorted) of four numbers with a solution: 565 of 715 when J, Q and K count 10.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Solvable => solvable.Value;

    public static Points24Solver For(PointsGame game) => game.Highest == 10 ? Plain : WithFaces;

    /// <summary>Whether four numbers make 24.</summary>
    public bool IsSolvable(IReadOnlyList<int> numbers) => Solutions(numbers).Count > 0;

    /// <summary>The solutions as tokens, those of the fewest tokens first; the order is the same for every order of the numbers. Empty when there is none.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Solutions(IReadOnlyList<int> numbers)
    {
        int[] sorted = Sorted(numbers);
        int key = (((((sorted[0] << 4) | sorted[1]) << 4) | sorted[2]) << 4) | sorted[3];
        return known.GetOrAdd(key, _ => Solve(sorted));
    }

    internal static int[] Sorted(IReadOnlyList<int> numbers)
    {
        if (numbers.Count != 4) throw new ArgumentException($"Points24 has four numbers, not {numbers.Count}", nameof(numbers));
        int[] sorted = [.. numbers];
        Array.Sort(sorted);
        return sorted;
    }

    internal static IEnumerable<IReadOnlyList<int>> Multisets(int highest)
    {
        for (int a = 1; a <= highest; a++)
        for (int b = a; b <= highest; b++)
        for (int c = b; c <= highest; c++)
        for (int d = c; d <= highest; d++)
            yield return [a, b, c, d];
    }

    private IReadOnlyList<IReadOnlyList<string>> Solve(int[] sorted)
    {
        var found = new SortedSet<(int Tokens, string Text)>(ShortestFirst);
        Span<int> order = stackalloc int[4];
        Permute(sorted, 0, 0, order, found, Game.Target);
        return [.. found.Select(solution => Tokens(solution.Text))];
    }

    private static void Permute(int[] numbers, int taken, int count, Span<int> order, SortedSet<(int, string)> found, int target)
    {
        if (count == order.Length)
        {
            Formulas24.Collect(order, found, target);
            return;
        }

        int previous = 0;
        for (int i = 0; i < numbers.Length; i++)
        {
            if ((taken & (1 << i)) != 0 || numbers[i] == previous) continue;
            previous = order[count] = numbers[i];
            Permute(numbers, taken | (1 << i), count + 1, order, found, target);
        }
    }

    private static IReadOnlyList<string> Tokens(string text)
    {
        List<string> tokens = [];
        for (int i = 0; i < text.Length;)
        {
            int length = char.IsAsciiDigit(text[i]) && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]) ? 2 : 1;
            tokens.Add(text.Substring(i, length));
            i += length;
        }

        return tokens;
    }
}
