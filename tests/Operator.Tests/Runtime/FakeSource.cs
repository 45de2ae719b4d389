using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using k8s.Models;
using RL4VLM.Operator.Runtime;

namespace RL4VLM.Operator.Tests.Runtime;

/// <summary>A cluster of config maps with a history, as an informer sees it, and with every fault a test asks for.</summary>
internal sealed class FakeSource : IObjectSource<V1ConfigMap>
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, V1ConfigMap> objects = [];
    private readonly List<ObjectEvent<V1ConfigMap>> history = [];
    private readonly Dictionary<string, (ulong Version, List<V1ConfigMap> Left)> continued = [];
    private readonly List<Channel<ObjectEvent<V1ConfigMap>>> watches = [];
    private ulong version = 100;
    private ulong oldest = 100;
    private int uids;

    public string Name => "configmaps";

    /// <summary>What the informer asked for, in order: <c>list</c>, <c>list …</c> (continued), <c>watch VERSION</c>.</summary>
    public List<string> Calls { get; } = [];

    public List<int?> Limits { get; } = [];

    public List<TimeSpan> Timeouts { get; } = [];

    /// <summary>Called before a list answers; may throw.</summary>
    public Action<string?> OnList { get; set; } = static _ => { };

    /// <summary>Called before a watch begins; may throw.</summary>
    public Action<string> OnWatch { get; set; } = static _ => { };

    /// <summary>Reorders or repeats what a page holds.</summary>
    public Func<List<V1ConfigMap>, List<V1ConfigMap>> Shuffle { get; set; } = static page => page;

    /// <summary>What a watch gets for an event: nothing, it, or it several times; an exception ends the watch.</summary>
    public Func<ObjectEvent<V1ConfigMap>, IEnumerable<ObjectEvent<V1ConfigMap>>> Deliver { get; set; } = static change => [change];

    /// <summary>While true, watches hear of nothing.</summary>
    public bool Lose { get; set; }

    public int Watches
    {
        get
        {
            lock (gate) return watches.Count;
        }
    }

    public int CountOf(string call)
    {
        lock (gate) return Calls.Count(made => made.StartsWith(call, StringComparison.Ordinal));
    }

    public Dictionary<string, string> State()
    {
        lock (gate) return objects.Values.ToDictionary(value => value.Metadata.Name, Fingerprint);
    }

    public static string Fingerprint(V1ConfigMap value) => $"{value.Metadata.Uid}@{value.Metadata.ResourceVersion}";

    /// <summary>Creates the object, or changes it.</summary>
    public V1ConfigMap Put(string name, string? run = null)
    {
        lock (gate)
        {
            version++;
            string uid = objects.TryGetValue(name, out V1ConfigMap? before) ? before.Metadata.Uid : $"uid-{++uids}";
            V1ConfigMap value = Make(name, uid, version, run);
            objects[name] = value;
            Publish(new(ObjectChange.Applied, value));
            return Copy(value);
        }
    }

    public V1ConfigMap? Delete(string name)
    {
        lock (gate)
        {
            if (!objects.Remove(name, out V1ConfigMap? before)) return null;
            version++;
            V1ConfigMap last = Make(name, before.Metadata.Uid, version, before.Metadata.Labels?["run"]);
            Publish(new(ObjectChange.Deleted, last));
            return Copy(last);
        }
    }

    public void Bookmark()
    {
        lock (gate) Publish(new(ObjectChange.Bookmark, Make("", "", version, null)));
    }

    /// <summary>Forgets the history: older versions and continue tokens are 410.</summary>
    public void Compact()
    {
        lock (gate)
        {
            oldest = ++version;
            history.Clear();
            continued.Clear();
        }
    }

    /// <summary>As after a restore from a backup: everything gone, and versions that begin anew.</summary>
    public void Restore()
    {
        lock (gate)
        {
            objects.Clear();
            history.Clear();
            version = oldest = 10;
            EndWatches(new ResourceExpiredException("too large resource version"));
        }
    }

    public void EndWatches(Exception? error = null)
    {
        lock (gate)
        {
            foreach (Channel<ObjectEvent<V1ConfigMap>> watch in watches) watch.Writer.TryComplete(error);
            watches.Clear();
        }
    }

    /// <summary>Sends watches an event of the past, or of another world.</summary>
    public void Send(ObjectChange change, V1ConfigMap value)
    {
        lock (gate)
        {
            foreach (Channel<ObjectEvent<V1ConfigMap>> watch in watches) watch.Writer.TryWrite(new(change, Copy(value)));
        }
    }

    public Task<ObjectPage<V1ConfigMap>> ListAsync(string? continueToken, int? limit, CancellationToken cancellation)
    {
        lock (gate)
        {
            Calls.Add(continueToken is null ? "list" : $"list {continueToken}");
            Limits.Add(limit);
        }

        OnList(continueToken);
        lock (gate)
        {
            (ulong at, List<V1ConfigMap> rest) = continueToken is null ? (version, Shuffle([.. objects.Values]))
                : continued.Remove(continueToken, out var page) ? page : throw new ResourceExpiredException("the continue token is too old");
            int count = Math.Min(limit ?? int.MaxValue, rest.Count);
            string? next = null;
            if (count < rest.Count)
            {
                next = Guid.NewGuid().ToString("N");
                continued[next] = (at, rest[count..]);
            }

            return Task.FromResult(new ObjectPage<V1ConfigMap>([.. rest[..count].Select(Copy)], Text(at), next));
        }
    }

    public async IAsyncEnumerable<ObjectEvent<V1ConfigMap>> WatchAsync(string resourceVersion, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var channel = Channel.CreateUnbounded<ObjectEvent<V1ConfigMap>>();
        lock (gate)
        {
            Calls.Add($"watch {resourceVersion}");
            Timeouts.Add(timeout);
        }

        OnWatch(resourceVersion);
        lock (gate)
        {
            ulong from = ulong.Parse(resourceVersion, CultureInfo.InvariantCulture);
            if (from < oldest) throw new ResourceExpiredException("too old resource version");
            foreach (ObjectEvent<V1ConfigMap> change in history.Where(change => Number(change.Object) > from)) channel.Writer.TryWrite(change);
            watches.Add(channel);
        }

        try
        {
            await foreach (ObjectEvent<V1ConfigMap> change in channel.Reader.ReadAllAsync(cancellation))
            {
                foreach (ObjectEvent<V1ConfigMap> delivered in Deliver(change)) yield return delivered with { Object = Copy(delivered.Object) };
            }
        }
        finally
        {
            lock (gate) watches.Remove(channel);
        }
    }

    private static ulong Number(V1ConfigMap value) => ulong.Parse(value.Metadata.ResourceVersion, CultureInfo.InvariantCulture);

    private static string Text(ulong version) => version.ToString(CultureInfo.InvariantCulture);

    private static V1ConfigMap Make(string name, string uid, ulong version, string? run) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = name,
            NamespaceProperty = "ns",
            Uid = uid,
            ResourceVersion = Text(version),
            Labels = run is null ? null : new Dictionary<string, string> { ["run"] = run },
            ManagedFields = [new V1ManagedFieldsEntry { Manager = "somebody" }],
        },
    };

    // Everyone gets objects of their own: the informer may trim what it gets.
    private static V1ConfigMap Copy(V1ConfigMap value) =>
        Make(value.Metadata.Name, value.Metadata.Uid, Number(value), value.Metadata.Labels?["run"]);

    private void Publish(ObjectEvent<V1ConfigMap> change)
    {
        if (change.Change != ObjectChange.Bookmark) history.Add(change);
        if (Lose) return;
        foreach (Channel<ObjectEvent<V1ConfigMap>> watch in watches) watch.Writer.TryWrite(change);
    }
}
