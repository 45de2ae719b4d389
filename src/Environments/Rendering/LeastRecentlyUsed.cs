namespace RL4VLM.Environments.Rendering;

/// <summary>A bounded cache that forgets what was not used for longest. Not thread-safe.</summary>
internal sealed class LeastRecentlyUsed<TKey, TValue>(int capacity, Action<TValue>? evicted = null)
    where TKey : notnull
    where TValue : class
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> entries = [];
    private readonly LinkedList<(TKey Key, TValue Value)> order = new();

    public TValue? Find(TKey key)
    {
        if (!entries.TryGetValue(key, out LinkedListNode<(TKey Key, TValue Value)>? node)) return null;
        if (order.First != node)
        {
            order.Remove(node);
            order.AddFirst(node);
        }

        return node.Value.Value;
    }

    public void Add(TKey key, TValue value)
    {
        if (entries.Count >= capacity && order.Last is { } oldest)
        {
            order.RemoveLast();
            entries.Remove(oldest.Value.Key);
            evicted?.Invoke(oldest.Value.Value);
        }

        entries[key] = order.AddFirst((key, value));
    }
}
