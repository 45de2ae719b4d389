namespace RL4VLM.Operator.Runtime;

/// <summary>The last <paramref name="capacity"/> values added: memory that cannot grow.</summary>
internal sealed class RecentSet<T>(int capacity) where T : notnull
{
    private readonly Dictionary<T, LinkedListNode<T>> nodes = [];
    private readonly LinkedList<T> order = new();

    public int Count => nodes.Count;

    /// <summary>The next to go; default when there is none.</summary>
    public T? Oldest => order.First is { } first ? first.Value : default;

    public bool Contains(T value) => nodes.ContainsKey(value);

    /// <returns>false when it was there; it then counts as the newest.</returns>
    public bool Add(T value)
    {
        bool added = !Remove(value);
        nodes[value] = order.AddLast(value);
        if (nodes.Count > capacity) Remove(order.First!.Value);
        return added;
    }

    public bool Remove(T value)
    {
        if (!nodes.Remove(value, out LinkedListNode<T>? node)) return false;
        order.Remove(node);
        return true;
    }

    public void Clear()
    {
        nodes.Clear();
        order.Clear();
    }
}
