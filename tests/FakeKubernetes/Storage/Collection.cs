using System.Collections.Immutable;

namespace RL4VLM.FakeKubernetes.Storage;

/// <summary>The objects of one resource type, with a bounded history. Guarded by the store's lock.</summary>
internal sealed class Collection(int historyLimit)
{
    private readonly List<HistoryEvent> history = [];
    private ImmutableSortedDictionary<ObjectKey, StoredObject> oldest = ImmutableSortedDictionary<ObjectKey, StoredObject>.Empty;

    public ImmutableSortedDictionary<ObjectKey, StoredObject> Objects { get; private set; } = ImmutableSortedDictionary<ObjectKey, StoredObject>.Empty;

    /// <summary>Changes up to this version are forgotten.</summary>
    public long CompactedTo { get; private set; }

    /// <summary>Version of the last change.</summary>
    public long LastVersion { get; private set; }

    public List<Watch> Watches { get; } = [];

    public HistoryEvent Apply(string type, StoredObject state, StoredObject? previous)
    {
        Objects = type == EventTypes.Deleted ? Objects.Remove(state.Key) : Objects.SetItem(state.Key, state);
        LastVersion = state.Version;
        var change = new HistoryEvent(state.Version, type, state, previous, Objects);
        history.Add(change);
        if (history.Count > 2 * historyLimit) Forget(historyLimit);
        return change;
    }

    /// <summary>Forgets the history up to <paramref name="version"/>, the present one.</summary>
    public void Compact(long version)
    {
        history.Clear();
        oldest = Objects;
        CompactedTo = version;
    }

    public IEnumerable<HistoryEvent> After(long version)
    {
        for (int i = IndexAfter(version); i < history.Count; i++) yield return history[i];
    }

    /// <summary>The collection as it was; null when that is forgotten.</summary>
    public ImmutableSortedDictionary<ObjectKey, StoredObject>? At(long version)
    {
        if (version >= LastVersion) return Objects;
        if (version < CompactedTo) return null;
        int index = IndexAfter(version) - 1;
        return index < 0 ? oldest : history[index].After;
    }

    private void Forget(int count)
    {
        oldest = history[count - 1].After;
        CompactedTo = history[count - 1].Version;
        history.RemoveRange(0, count);
    }

    private int IndexAfter(long version)
    {
        int low = 0;
        int high = history.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (history[middle].Version <= version) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}

public static class EventTypes
{
    public const string Added = "ADDED";
    public const string Modified = "MODIFIED";
    public const string Deleted = "DELETED";
    public const string Bookmark = "BOOKMARK";
    public const string Error = "ERROR";
}
