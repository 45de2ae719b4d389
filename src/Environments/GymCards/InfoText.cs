using System.Globalization;
using System.Text;

namespace RL4VLM.Environments.GymCards;

/// <summary>Info values as JSON text, the form in which recordings hold them.</summary>
internal static class InfoText
{
    private static readonly string[] Small = [.. Enumerable.Range(0, 64).Select(value => value.ToString(CultureInfo.InvariantCulture))];

    public static string Number(int value) => (uint)value < (uint)Small.Length ? Small[value] : value.ToString(CultureInfo.InvariantCulture);

    public static string Numbers(IReadOnlyList<int> values) => List(values, static (text, value) => text.Append(Number(value)));

    public static string Strings(IReadOnlyList<string> values) => List(values, static (text, value) => text.Append('"').Append(value).Append('"'));

    /// <summary>Numbers bare, operators and spaces quoted, as the reference's token list prints.</summary>
    public static string Formula(IReadOnlyList<string> tokens) => List(tokens, static (text, token) =>
    {
        if (char.IsAsciiDigit(token[0])) text.Append(token);
        else text.Append('"').Append(token).Append('"');
    });

    public static string Cards(IReadOnlyList<Card> cards) => List(cards, static (text, card) =>
        text.Append('[').Append(Number(card.Value)).Append(",\"").Append(card.Face).Append("\",\"").Append(card.Suit).Append("\"]"));

    private static string List<T>(IReadOnlyList<T> values, Action<StringBuilder, T> append)
    {
        var text = new StringBuilder(values.Count * 6 + 2).Append('[');
        for (int i = 0; i < values.Count; i++)
        {
            if (i > 0) text.Append(',');
            append(text, values[i]);
        }

        return text.Append(']').ToString();
    }
}
