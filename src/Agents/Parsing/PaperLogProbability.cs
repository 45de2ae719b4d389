namespace RL4VLM.Agents.Parsing;

/// <summary>The reference's log-probability of an answer (spec section 5.3), bfloat16 rounding included.</summary>
/// <param name="Sum">lambda · thought + action, rounded to bfloat16.</param>
/// <param name="Action">The action part, rounded to bfloat16.</param>
public readonly record struct PaperLogProbability(float Sum, float Action)
{
    /// <summary>Combines per-token log-probabilities.</summary>
    /// <param name="outputIds">Emitted ids.</param>
    /// <param name="logProbabilities">float32 log-probability of each emitted id at the sampling temperature; same length.</param>
    /// <param name="thoughtCoefficient">The paper's lambda.</param>
    public static PaperLogProbability Combine(ReadOnlySpan<int> outputIds, ReadOnlySpan<float> logProbabilities, double thoughtCoefficient)
    {
        if (outputIds.Length != logProbabilities.Length)
        {
            throw new ArgumentException($"{outputIds.Length} ids but {logProbabilities.Length} log-probabilities", nameof(logProbabilities));
        }

        PaperSpan span = PaperSpan.Locate(outputIds);
        if (span.IsConstant)
        {
            return new PaperLogProbability(-2, -1);
        }

        float thought = SumRounded(outputIds, logProbabilities, span.ThoughtStart, span.ThoughtEnd);
        float action = SumRounded(outputIds, logProbabilities, span.ActionStart, outputIds.Length);
        float weighted = RoundToBfloat16((float)thoughtCoefficient * thought);
        return new PaperLogProbability(RoundToBfloat16(weighted + action), action);
    }

    /// <summary>The nearest bfloat16 value, ties to even.</summary>
    public static float RoundToBfloat16(float value)
    {
        if (float.IsNaN(value))
        {
            return value;
        }

        uint bits = BitConverter.SingleToUInt32Bits(value);
        bits += 0x7FFF + ((bits >> 16) & 1);
        return BitConverter.UInt32BitsToSingle(bits & 0xFFFF0000);
    }

    /// <summary>Terms are rounded first; their sum is accumulated in float32 and rounded once, as the reference's reduction does.</summary>
    private static float SumRounded(ReadOnlySpan<int> ids, ReadOnlySpan<float> logProbabilities, int from, int to)
    {
        float sum = 0;
        for (int i = from; i < to; i++)
        {
            sum += ids[i] == 0 ? 0 : RoundToBfloat16(logProbabilities[i]);
        }

        return RoundToBfloat16(sum);
    }
}
