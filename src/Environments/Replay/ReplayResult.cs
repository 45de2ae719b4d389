namespace RL4VLM.Environments.Replay;

/// <summary>How a recording compares with the rules here.</summary>
/// <param name="Transitions">Rows read.</param>
/// <param name="Matched">Rows in which everything recorded was reproduced.</param>
/// <param name="Differences">One line for every row that differs, in order.</param>
public sealed record ReplayResult(int Transitions, int Matched, IReadOnlyList<string> Differences)
{
    public int Differed => Transitions - Matched;
}
