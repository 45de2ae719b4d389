using k8s;
using k8s.Models;

namespace RL4VLM.Operator.Runtime;

/// <param name="Old">null for an added object.</param>
/// <param name="New">null for a deleted one.</param>
internal readonly record struct ObjectDifference<T>(T? Old, T? New) where T : class;

/// <summary>An informer's objects, and the rules by which lists, events and own writes, whatever their order, make one state:
/// nothing older replaces what is newer, and what was deleted does not come back. Thread-safe.</summary>
internal sealed class ObjectStore<T>(Func<T, string?>? index) where T : class, IKubernetesObject<V1ObjectMeta>
{
    // Late events of a deleted object come soon or never.
    private const int RememberedDeletions = 1024;

    private readonly Lock gate = new();
    private readonly Dictionary<ObjectKey, T> objects = [];
    private readonly Dictionary<string, Dictionary<ObjectKey, T>> indexed = new(StringComparer.Ordinal);
    private readonly RecentSet<string> deleted = new(RememberedDeletions);
    private ulong listed; // version of the last full list
    private ulong seen;   // newest version that a list, an event or a bookmark has shown

    public T? Get(ObjectKey key)
    {
        lock (gate) return objects.GetValueOrDefault(key);
    }

    public IReadOnlyList<T> ByIndex(string value)
    {
        lock (gate) return indexed.TryGetValue(value, out Dictionary<ObjectKey, T>? found) ? [.. found.Values] : [];
    }

    public IReadOnlyList<T> All()
    {
        lock (gate) return [.. objects.Values];
    }

    /// <summary>An object as the watch shows it.</summary>
    public IReadOnlyList<ObjectDifference<T>> Apply(T value)
    {
        lock (gate)
        {
            See(value.Version());
            return Put(value);
        }
    }

    /// <summary>An object's end, with its last state.</summary>
    public IReadOnlyList<ObjectDifference<T>> Delete(T last)
    {
        lock (gate)
        {
            See(last.Version());
            Forget(last);
            if (!objects.TryGetValue(last.Key(), out T? old)) return [];
            if (old.Uid() == last.Uid()) return [Remove(old, last)];
            // The end of another object of this name: a later one means that the one we know ended before it began.
            return ResourceVersion.Compare(last.Version(), old.Version()) > 0 ? [Remove(old, old)] : [];
        }
    }

    public void Bookmark(string? version)
    {
        lock (gate) See(version);
    }

    /// <summary>A full list: what is not in it is gone, unless our own write is younger than the list.</summary>
    public IReadOnlyList<ObjectDifference<T>> Replace(IReadOnlyCollection<T> list, string? version)
    {
        lock (gate)
        {
            ulong? at = ResourceVersion.Parse(version);
            // Lists are read from the quorum: one older than what a watch has shown means that the cluster was restored from a backup,
            // and no version we know means anything any more.
            bool restored = at < seen;
            if (restored) deleted.Clear();
            var differences = new List<ObjectDifference<T>>();
            var there = new HashSet<ObjectKey>(list.Count);
            foreach (T value in list)
            {
                there.Add(value.Key());
                deleted.Remove(value.Uid());
                if (restored && objects.TryGetValue(value.Key(), out T? old) && ResourceVersion.Compare(value.Version(), old.Version()) < 0)
                {
                    differences.Add(Remove(old, old));
                    deleted.Remove(value.Uid());
                }

                differences.AddRange(Put(value));
            }

            foreach (T old in objects.Values.Where(old => !there.Contains(old.Key())).ToList())
            {
                bool younger = !restored && at is { } limit && ResourceVersion.Parse(old.Version()) > limit;
                if (!younger) differences.Add(Remove(old, old));
            }

            if (at is { } now) listed = seen = now;
            return differences;
        }
    }

    /// <summary>The answer to our own write. The watch may have been faster: then the object may be newer, or gone, by now.</summary>
    public IReadOnlyList<ObjectDifference<T>> Remember(T written)
    {
        lock (gate)
        {
            // Versions without an order, or from before the last list, which did not have it: only the watch knows.
            bool known = objects.ContainsKey(written.Key());
            return known || ResourceVersion.Parse(written.Version()) > listed ? Put(written) : [];
        }
    }

    private List<ObjectDifference<T>> Put(T value)
    {
        if (deleted.Contains(value.Uid())) return [];
        if (!objects.TryGetValue(value.Key(), out T? old))
        {
            Set(null, value);
            return [new(null, value)];
        }

        if (ResourceVersion.Compare(value.Version(), old.Version()) <= 0) return [];
        if (old.Uid() != value.Uid())
        {
            ObjectDifference<T> end = Remove(old, old);
            Set(null, value);
            return [end, new(null, value)];
        }

        Set(old, value);
        return [new(old, value)];
    }

    private void Set(T? old, T value)
    {
        if (old is not null) Unindex(old);
        objects[value.Key()] = value;
        if (index?.Invoke(value) is not { } found) return;
        if (!indexed.TryGetValue(found, out Dictionary<ObjectKey, T>? members)) indexed[found] = members = [];
        members[value.Key()] = value;
    }

    private ObjectDifference<T> Remove(T old, T last)
    {
        Unindex(old);
        objects.Remove(old.Key());
        Forget(old);
        return new(last, null);
    }

    private void Forget(T old)
    {
        if (old.Uid() is { Length: > 0 } uid) deleted.Add(uid);
    }

    private void Unindex(T old)
    {
        if (index?.Invoke(old) is not { } found || !indexed.TryGetValue(found, out Dictionary<ObjectKey, T>? members)) return;
        members.Remove(old.Key());
        if (members.Count == 0) indexed.Remove(found);
    }

    private void See(string? version)
    {
        if (ResourceVersion.Parse(version) is { } number && number > seen) seen = number;
    }
}
