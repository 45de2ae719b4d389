using System.Globalization;
using RL4VLM.Agents.Parsing;

namespace RL4VLM.Agents.Dialogues;

/// <summary>Reads what an answer states.</summary>
internal static class Slots
{
    /// <summary>A whole number, quoted or not; null when missing or anything else.</summary>
    public static int? Number(string answer, string key) =>
        Text(answer, key) is { } text && int.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>A closed string, or a number as written; null when missing or cut short.</summary>
    public static string? Text(string answer, string key) =>
        LooseJson.Find(answer, key) is { Kind: LooseValueKind.String or LooseValueKind.Number } value ? value.Text : null;

    /// <summary>A list of whole numbers, each quoted or not; null when missing or anything else.</summary>
    public static IReadOnlyList<int>? Numbers(string answer, string key)
    {
        if (LooseJson.Find(answer, key) is not { Kind: LooseValueKind.List } value)
        {
            return null;
        }

        var numbers = new List<int>();
        foreach (string part in value.Text[1..^1].Split(','))
        {
            if (!int.TryParse(part.AsSpan().Trim(" \t\r\n\""), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                return null;
            }

            numbers.Add(number);
        }

        return numbers;
    }
}
