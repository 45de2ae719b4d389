namespace RL4VLM.Agents.Parsing;

/// <summary>The reference's text-to-action rule (spec section 4.1), for <c>fidelity: paper</c>: substring search behind the first
/// <c>"action":</c>; whatever is not unique becomes a uniformly random action.</summary>
public static class PaperActionParser
{
    private const string Marker = "\"action\":";

    /// <summary>The action's index, or null: draw uniformly over the whole action list.</summary>
    public static int? Parse(string? text, IReadOnlyList<string> actions)
    {
        if (text is null)
        {
            return null;
        }

        string answer = text.ToLowerInvariant();
        int at = answer.IndexOf(Marker, StringComparison.Ordinal);

        // The reference uses "not found" (-1) as an index, which keeps the last character.
        string rest = at >= 0 ? answer[at..] : answer.Length > 0 ? answer[^1..] : "";
        int? found = null;
        int hits = 0;
        int ten = IndexOf(actions, "10");
        if (ten >= 0 && rest.Contains("10", StringComparison.Ordinal))
        {
            found = ten;
            hits = 1;
            rest = rest.Replace("10", "", StringComparison.Ordinal);
        }

        for (int i = 0; i < actions.Count; i++)
        {
            if (i != ten && rest.Contains(actions[i], StringComparison.Ordinal))
            {
                found = i;
                hits++;
            }
        }

        return hits == 1 ? found : null;
    }

    private static int IndexOf(IReadOnlyList<string> actions, string text)
    {
        for (int i = 0; i < actions.Count; i++)
        {
            if (actions[i] == text)
            {
                return i;
            }
        }

        return -1;
    }
}
