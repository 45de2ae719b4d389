using RL4VLM.Models.Llava;

namespace RL4VLM.Models.Generation;

/// <summary>
/// Remembers what reading a prompt produced, for as long as the weights stand still (one run of the generator): environments
/// show the same picture with the same prompt again and again. Least recently used entries go first. Results are those of
/// reading it anew, to the bit when the batch it was read in was the same, and up to rounding otherwise.
/// </summary>
internal sealed class PrefixCache(long capacityBytes)
{
    /// <summary>Per layer keys then values, each [tokens · width]; then what the first token is sampled from.</summary>
    public sealed record Entry(float[][] Keys, float[][] Values, float[] Logits, float Value)
    {
        public long Bytes => 4L * (Keys.Sum(k => (long)k.Length) + Values.Sum(v => (long)v.Length) + Logits.Length);
    }

    private readonly Dictionary<PromptKey, LinkedListNode<(PromptKey Key, Entry Entry)>> entries = [];
    private readonly LinkedList<(PromptKey Key, Entry Entry)> recent = [];
    private long bytes;

    public Entry? Find(in PromptKey key)
    {
        if (!entries.TryGetValue(key, out var node))
        {
            return null;
        }

        recent.Remove(node);
        recent.AddFirst(node);
        return node.Value.Entry;
    }

    public void Add(in PromptKey key, Entry entry)
    {
        if (entry.Bytes > capacityBytes || entries.ContainsKey(key))
        {
            return;
        }

        while (bytes + entry.Bytes > capacityBytes)
        {
            var oldest = recent.Last!;
            recent.RemoveLast();
            entries.Remove(oldest.Value.Key);
            bytes -= oldest.Value.Entry.Bytes;
        }

        entries.Add(key, recent.AddFirst((key, entry)));
        bytes += entry.Bytes;
    }
}
