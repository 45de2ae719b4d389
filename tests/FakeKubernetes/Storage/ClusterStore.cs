using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Admission;
using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Storage;

/// <summary>The cluster's storage: one line of versions over all objects, the API's rules at every write, and the history that
/// watches live on. One lock; a write is one step.</summary>
public sealed partial class ClusterStore : IClusterStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Group, string Plural), Collection> collections = [];
    private readonly Queue<StoreEvent> announcements = [];
    private readonly ClusterOptions options;
    private readonly Random? random;
    private long version = 1;
    private bool announcing;

    public ClusterStore(ClusterOptions? options = null)
    {
        this.options = options ?? new ClusterOptions();
        random = this.options.Seed is int seed ? new Random(seed) : null;
        Admissions = new KindAdmissions(this);
        foreach (string name in this.options.Namespaces)
        {
            Create(ResourceKind.Namespaces, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });
        }
    }

    public event Action<StoreEvent>? Changed;

    public TimeProvider Clock => options.Clock;

    public KindRegistry Kinds { get; } = new();

    /// <summary>The rules of each kind; more can be added.</summary>
    public KindAdmissions Admissions { get; }

    /// <summary>Decides about every event on its way to a watch; for faults.</summary>
    public Func<ResourceKind, WatchEvent, WatchFate>? WatchFault { get; set; }

    /// <summary>resourceVersion of the last change.</summary>
    public long Version
    {
        get
        {
            lock (gate) return version;
        }
    }

    public JsonObject? Get(ResourceKind kind, string? @namespace, string name) => Find(Kinds.Get(kind), @namespace, name)?.Copy();

    public IReadOnlyList<JsonObject> List(ResourceKind kind, string? @namespace = null)
    {
        var objects = ObjectsOf(Kinds.Get(kind));
        return [.. objects.Values.Where(item => @namespace is null || item.Key.Namespace == @namespace).Select(item => item.Copy())];
    }

    public JsonObject Create(ResourceKind kind, JsonObject body) =>
        Create(Kinds.Get(kind), body.Map("metadata").Text("namespace"), body.Copy(), WriteOptions.Cluster).Copy();

    public JsonObject Update(ResourceKind kind, string? @namespace, string name, Action<JsonObject> change, bool status = false)
    {
        JsonObject Change(JsonObject current)
        {
            change(current);
            return current;
        }

        return Write(Kinds.Get(kind), @namespace, name, Change, status ? "status" : null, WriteOptions.Cluster).Copy();
    }

    public void Delete(ResourceKind kind, string? @namespace, string name, Propagation propagation = Propagation.Background, string? uid = null) =>
        Delete(Kinds.Get(kind), @namespace, name, new DeleteOptions { Propagation = propagation, Uid = uid });

    /// <summary>The stored state, shared; null when there is none.</summary>
    public StoredObject? Find(KindInfo info, string? @namespace, string name) =>
        ObjectsOf(info).GetValueOrDefault(new ObjectKey(info.Kind.Namespaced ? @namespace ?? "" : "", name));

    /// <summary>Version of the last change to this resource type.</summary>
    internal long VersionOf(KindInfo info)
    {
        lock (gate) return CollectionOf(info).LastVersion;
    }

    private System.Collections.Immutable.ImmutableSortedDictionary<ObjectKey, StoredObject> ObjectsOf(KindInfo info)
    {
        lock (gate) return CollectionOf(info).Objects;
    }

    private Collection CollectionOf(KindInfo info)
    {
        if (!collections.TryGetValue(info.Storage, out Collection? collection))
        {
            collection = new Collection(options.HistoryLimit);
            collections.Add(info.Storage, collection);
        }

        return collection;
    }

    private StoredObject Commit(KindInfo info, string type, JsonObject document, StoredObject? previous)
    {
        version++;
        document.Map("metadata")!["resourceVersion"] = version.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var state = new StoredObject(document, version);
        Collection collection = CollectionOf(info);
        HistoryEvent change = collection.Apply(type, state, previous);
        foreach (Watch watch in collection.Watches) watch.Offer(change, WatchFault);
        if (Changed is not null) announcements.Enqueue(new StoreEvent(type, info.Kind, state.Copy()));
        if (info.Kind == ResourceKind.Definitions) Serve(type, state);
        return state;
    }

    /// <summary>Tells of the changes, in order and outside the lock: what a listener changes is announced after what it is told.</summary>
    private void Announce()
    {
        while (true)
        {
            StoreEvent? next;
            lock (gate)
            {
                if (announcing || !announcements.TryDequeue(out next)) return;
                announcing = true;
            }

            try
            {
                Changed?.Invoke(next);
            }
            finally
            {
                lock (gate) announcing = false;
            }
        }
    }

    private Guid NewUid()
    {
        if (random is null) return Guid.NewGuid();
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private string NewSuffix() => string.Create(5, random ?? Random.Shared, static (name, source) =>
        source.GetItems("bcdfghjklmnpqrstvwxz2456789", name));

    private string Now => Clock.GetUtcNow().Rfc3339();
}
