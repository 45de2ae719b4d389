namespace RL4VLM.Learner.Data;

/// <summary>
/// Seeded minibatches drawn from everything alike. They are not bucketed by length: lengths go with tasks and with the number of the step, and a
/// model fed such batches in turn learns to read late or never; the layout of a batch (groups of equal prompt length) leaves nothing to pad anyway.
/// </summary>
public static class ShuffledBatches
{
    /// <summary>Shuffles and cuts.</summary>
    /// <param name="lengths">Tokens of each sample.</param>
    /// <param name="batchSize">Samples a batch; the last one may be smaller.</param>
    /// <param name="random">The epoch's own generator.</param>
    /// <returns>Sample indices of each batch, shorter ones first (so that equal prompts meet in a piece); every sample exactly once.</returns>
    public static List<int[]> Create(IReadOnlyList<int> lengths, int batchSize, Random random)
    {
        var order = Enumerable.Range(0, lengths.Count).ToArray();
        random.Shuffle(order);
        return [.. order.Chunk(batchSize).Select(batch => batch.OrderBy(i => lengths[i]).ToArray())];
    }
}
