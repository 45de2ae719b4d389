using System.Collections.Immutable;
using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Storage;

public sealed partial class ClusterStore
{
    /// <summary>All watches end; the next ones start from where their readers are.</summary>
    public void CutWatches(ResourceKind? kind = null) => ForWatches(kind, watch => watch.Close());

    /// <summary>Every watch that asked for bookmarks gets one now.</summary>
    public void SendBookmarks(ResourceKind? kind = null) => ForWatches(kind, watch => watch.Bookmark(version));

    /// <summary>Every watch ends with 410 Expired.</summary>
    public void ExpireWatches(ResourceKind? kind = null) => ForWatches(kind, watch => watch.Expire(version));

    /// <summary>Forgets all history: a watch or a continue token from before now is 410 Expired.</summary>
    public void CompactHistory()
    {
        lock (gate)
        {
            foreach (KindInfo info in Kinds.All) CollectionOf(info).Compact(version);
        }
    }

    /// <summary>The objects as they were at a version, and that version.</summary>
    /// <exception cref="ApiException">410 when that is forgotten; 504 when it is yet to come.</exception>
    internal (ImmutableSortedDictionary<ObjectKey, StoredObject> Objects, long Version) Snapshot(KindInfo info, long? at)
    {
        lock (gate)
        {
            if (at is null) return (CollectionOf(info).Objects, version);
            if (at > version) throw TooLarge(at.Value);
            return (CollectionOf(info).At(at.Value) ?? throw ApiErrors.TooOld(at.Value, CollectionOf(info).CompactedTo), at.Value);
        }
    }

    /// <exception cref="ApiException">504 when the version is yet to come.</exception>
    internal void CheckReached(long wanted)
    {
        lock (gate)
        {
            if (wanted > version) throw TooLarge(wanted);
        }
    }

    /// <summary>Starts a watch.</summary>
    /// <param name="info">Resource.</param>
    /// <param name="filter">Objects of interest.</param>
    /// <param name="from">Version after which changes are told; null: first everything there is, as added.</param>
    /// <param name="bookmarks">Whether the reader takes bookmarks.</param>
    /// <param name="initialEventsEnd">Whether a marked bookmark follows the initial events.</param>
    public Watch Watch(KindInfo info, ObjectFilter filter, long? from, bool bookmarks = false, bool initialEventsEnd = false)
    {
        var watch = new Watch(this, info.Kind, filter, bookmarks);
        lock (gate)
        {
            Collection collection = CollectionOf(info);
            if (from < collection.CompactedTo)
            {
                watch.Expire(collection.CompactedTo);
                return watch;
            }

            if (from is null)
            {
                foreach (StoredObject item in collection.Objects.Values) watch.Start(item);
                if (initialEventsEnd) watch.Bookmark(version, initialEventsEnd: true);
            }
            else
            {
                foreach (HistoryEvent change in collection.After(from.Value)) watch.Offer(change, fault: null);
            }

            collection.Watches.Add(watch);
        }

        return watch;
    }

    internal void Bookmark(Watch watch)
    {
        lock (gate) watch.Bookmark(version);
    }

    internal void Remove(Watch watch)
    {
        lock (gate) CollectionOf(Kinds.Find(watch.Kind.Group, watch.Kind.Version, watch.Kind.Plural) ?? new KindInfo(watch.Kind)).Watches.Remove(watch);
    }

    private void ForWatches(ResourceKind? kind, Action<Watch> act)
    {
        lock (gate)
        {
            foreach (((string Group, string Plural) key, Collection collection) in collections)
            {
                if (kind is not null && key != (kind.Group, kind.Plural)) continue;
                foreach (Watch watch in collection.Watches) act(watch);
            }
        }
    }

    private void Serve(string type, StoredObject definition)
    {
        string group = definition.Document.At("spec", "group").AsText()!;
        string plural = definition.Document.At("spec", "names", "plural").AsText()!;
        if (type == EventTypes.Deleted) return;
        Kinds.RemoveAll(group, plural);
        foreach (KindInfo info in CustomKinds.Of(definition.Document)) Kinds.Add(info);
    }

    private ApiException TooLarge(long wanted) => new(504, "Timeout", $"Too large resource version: {wanted}, current: {version}",
        [new ApiCause("ResourceVersionTooLarge", "", "Too large resource version")]);
}
