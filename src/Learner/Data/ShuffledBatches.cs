namespace RL4VLM.Learner.Data;

/// <summary>Seeded minibatches whose members have similar lengths, so that little of a batch is padding.</summary>
public static class ShuffledBatches
{
    /// <summary>Minibatches that share one sort: wide enough to find equal lengths, narrow enough to stay shuffled.</summary>
    private const int BatchesPerBucket = 8;

    /// <summary>Shuffles, sorts by length within windows of several batches, cuts, shuffles the batches.</summary>
    /// <param name="lengths">Tokens of each sample.</param>
    /// <param name="batchSize">Samples a batch; the last one may be smaller.</param>
    /// <param name="random">The epoch's own generator.</param>
    /// <returns>Sample indices of each batch; every sample exactly once.</returns>
    public static List<int[]> Create(IReadOnlyList<int> lengths, int batchSize, Random random)
    {
        var order = Enumerable.Range(0, lengths.Count).ToArray();
        random.Shuffle(order);
        int window = batchSize * BatchesPerBucket;
        var batches = new List<int[]>((order.Length + batchSize - 1) / batchSize);
        for (int start = 0; start < order.Length; start += window)
        {
            int count = Math.Min(window, order.Length - start);
            // Stable: equal lengths keep their shuffled order, and so the same seed gives the same batches.
            var bucket = order.AsSpan(start, count).ToArray().OrderBy(i => lengths[i]).ToArray();
            batches.AddRange(bucket.Chunk(batchSize));
        }

        var shuffled = batches.ToArray();
        random.Shuffle(shuffled);
        return [.. shuffled];
    }
}
