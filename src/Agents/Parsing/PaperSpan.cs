namespace RL4VLM.Agents.Parsing;

/// <summary>The reference's split of an answer (spec section 5.3): which output tokens count as thought and which as action.
/// Ranges are half-open token indices; ids of 0 inside them carry log-probability 0.</summary>
/// <param name="ThoughtStart">First thought token.</param>
/// <param name="ThoughtEnd">One past the last thought token.</param>
/// <param name="ActionStart">First action token; action runs to the end of the answer.</param>
/// <param name="IsConstant">Four or fewer scored tokens and no marker: the reference returns the constants -2 (sum) and -1 (action).</param>
public readonly record struct PaperSpan(int ThoughtStart, int ThoughtEnd, int ActionStart, bool IsConstant)
{
    /// <summary>Ids of <c>"action":</c> in the LLaMA tokenizer, hard-wired in the reference.</summary>
    private static readonly int[] Marker = [29908, 2467, 1115];

    /// <summary>Finds the split of the emitted ids.</summary>
    public static PaperSpan Locate(ReadOnlySpan<int> outputIds)
    {
        int length = outputIds.Length;
        int marker = outputIds.LastIndexOf(Marker);
        if (marker < 0)
        {
            // Positions are those of the scored tokens (the first id is never scored), so position p is token p + 1.
            int seen = 0;
            for (int token = length - 1; token >= 1 && marker < 0; token--)
            {
                if (outputIds[token] != 0 && ++seen == 4)
                {
                    marker = token - 1;
                }
            }

            if (marker < 0)
            {
                return new PaperSpan(length, length, length, IsConstant: true);
            }
        }

        // Index 0 turns into -1 in the reference's slices: the "action" is then the last slot of the padding (log-probability 0).
        return marker == 0
            ? new PaperSpan(Math.Min(2, length), length, length, IsConstant: false)
            : new PaperSpan(Math.Min(2, marker), Math.Max(Math.Min(2, marker), marker), marker, IsConstant: false);
    }
}
