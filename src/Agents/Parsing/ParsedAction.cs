namespace RL4VLM.Agents.Parsing;

/// <summary>What an answer asks for.</summary>
/// <param name="Action">Index into the environment's actions, or -1: illegal.</param>
/// <param name="Text">The action value as written; empty when there is none.</param>
/// <param name="Start">UTF-16 index at which the value begins in the answer.</param>
/// <param name="End">UTF-16 index at which it ends (exclusive).</param>
/// <param name="HasValue">Whether an action key with something after it was found; otherwise the whole answer is thought.</param>
public readonly record struct ParsedAction(int Action, string Text, int Start, int End, bool HasValue)
{
    public static ParsedAction None => new(-1, "", 0, 0, false);

    public bool Legal => Action >= 0;
}
