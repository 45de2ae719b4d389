namespace RL4VLM.Agents.Parsing;

/// <summary>Corrected rule: the JSON <c>action</c> value, trimmed and case-folded, must equal one action of the task.
/// No substring search and no random replacement (the reference's rule is <see cref="PaperActionParser"/>).</summary>
public static class ActionParser
{
    /// <summary>Reads any text without throwing; what is no legal action has <see cref="ParsedAction.Action"/> -1.</summary>
    public static ParsedAction Parse(string text, IReadOnlyList<string> actions)
    {
        if (LooseJson.Find(text, "action") is not { } value)
        {
            return ParsedAction.None;
        }

        int action = -1;
        if (value.Kind is LooseValueKind.String or LooseValueKind.Number)
        {
            string wanted = value.Text.Trim();
            for (int i = 0; i < actions.Count && action < 0; i++)
            {
                if (string.Equals(actions[i], wanted, StringComparison.OrdinalIgnoreCase))
                {
                    action = i;
                }
            }
        }

        return new ParsedAction(action, value.Text, value.Start, value.End, HasValue: true);
    }
}
