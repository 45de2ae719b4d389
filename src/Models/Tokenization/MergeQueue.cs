namespace RL4VLM.Models.Tokenization;

/// <summary>Applies merges in order of rank, then position: a heap of candidates over a linked list, n log n in the word's length.</summary>
internal static class MergeQueue
{
    /// <summary>A token under construction and the code points it covers.</summary>
    internal readonly record struct Symbol(int Id, int Start, int End);

    public static BytePairModel.Word Run(List<Symbol> symbols, Dictionary<ulong, int> ranks, int[] results)
    {
        int count = symbols.Count;
        var ids = new int[count];
        var starts = new int[count];
        var ends = new int[count];
        var previous = new int[count];
        var next = new int[count];
        for (int i = 0; i < count; i++)
        {
            (ids[i], starts[i], ends[i]) = symbols[i];
            previous[i] = i - 1;
            next[i] = i + 1 < count ? i + 1 : -1;
        }

        // Rank in the high half, position in the low one: the least comes first.
        var queue = new PriorityQueue<ulong, ulong>(count);
        for (int i = 0; i + 1 < count; i++) Offer(i);
        int left = count;
        while (queue.TryDequeue(out ulong candidate, out _))
        {
            int at = (int)(uint)candidate, result = results[(int)(candidate >> 32)];
            if (ids[at] < 0 || next[at] < 0) continue;
            int right = next[at];
            // A stale candidate; the library too compares only what the pair would become.
            if (!ranks.TryGetValue(BytePairModel.Pair(ids[at], ids[right]), out int rank) || results[rank] != result) continue;
            ids[at] = result;
            ends[at] = ends[right];
            ids[right] = -1;
            next[at] = next[right];
            if (next[right] >= 0) previous[next[right]] = at;
            left--;
            if (previous[at] >= 0) Offer(previous[at]);
            if (next[at] >= 0) Offer(at);
        }

        var word = new BytePairModel.Word(new int[left], new int[left], new int[left]);
        for (int from = 0, to = 0; from >= 0; from = next[from], to++) (word.Ids[to], word.Starts[to], word.Ends[to]) = (ids[from], starts[from], ends[from]);
        return word;

        void Offer(int at)
        {
            if (!ranks.TryGetValue(BytePairModel.Pair(ids[at], ids[next[at]]), out int rank)) return;
            ulong candidate = ((ulong)(uint)rank << 32) | (uint)at;
            queue.Enqueue(candidate, candidate);
        }
    }
}
