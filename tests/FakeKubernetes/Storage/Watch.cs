using System.Threading.Channels;

namespace RL4VLM.FakeKubernetes.Storage;

/// <summary>What a watcher is told. <paramref name="Version"/> is that of the change (0 where there is none); a bookmark carries only that.</summary>
/// <param name="Type">One of <see cref="EventTypes"/>.</param>
/// <param name="Object">State; null for a bookmark or an error.</param>
/// <param name="Version">resourceVersion to go on from.</param>
/// <param name="InitialEventsEnd">The bookmark that ends the initial events.</param>
public readonly record struct WatchEvent(string Type, StoredObject? Object, long Version, bool InitialEventsEnd = false);

/// <summary>What becomes of an event on its way to one watcher.</summary>
public enum WatchFate
{
    Deliver,
    Duplicate,

    /// <summary>Lost without a trace: only a new list shows it.</summary>
    Lose,

    /// <summary>Lost, and the stream says 410 Expired in its place, as when a watcher is too slow.</summary>
    Expire,

    /// <summary>The connection ends before the event; a new watch gets it.</summary>
    Cut,
}

/// <summary>A subscription to one resource type. Events are offered under the store's lock, in order.</summary>
public sealed class Watch : IDisposable
{
    private readonly Channel<WatchEvent> events = Channel.CreateUnbounded<WatchEvent>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ClusterStore store;
    private readonly ObjectFilter filter;

    internal Watch(ClusterStore store, ResourceKind kind, ObjectFilter filter, bool bookmarks)
    {
        this.store = store;
        this.filter = filter;
        Kind = kind;
        Bookmarks = bookmarks;
    }

    public ResourceKind Kind { get; }

    public bool Bookmarks { get; }

    /// <summary>Ends when the stream is cut, closed or has reported an error.</summary>
    public ChannelReader<WatchEvent> Events => events.Reader;

    /// <summary>Ends the stream after what is queued.</summary>
    public void Close() => events.Writer.TryComplete();

    public void Dispose()
    {
        Close();
        store.Remove(this);
    }

    /// <summary>Tells how far the stream is, if the watcher wants to know.</summary>
    internal void Bookmark(long version, bool initialEventsEnd = false)
    {
        if (Bookmarks || initialEventsEnd) events.Writer.TryWrite(new WatchEvent(EventTypes.Bookmark, null, version, initialEventsEnd));
    }

    internal void Start(StoredObject existing)
    {
        if (filter.Matches(existing)) events.Writer.TryWrite(new WatchEvent(EventTypes.Added, existing, existing.Version));
    }

    internal void Expire(long version)
    {
        events.Writer.TryWrite(new WatchEvent(EventTypes.Error, null, version));
        Close();
    }

    /// <summary>An object that comes to match, or no longer does, is announced as added or deleted.</summary>
    internal void Offer(HistoryEvent change, Func<ResourceKind, WatchEvent, WatchFate>? fault)
    {
        bool was = change.Previous is not null && filter.Matches(change.Previous);
        bool matches = change.Type != EventTypes.Deleted && filter.Matches(change.Object);
        string? type = (was, matches) switch
        {
            (false, true) => EventTypes.Added,
            (true, true) => EventTypes.Modified,
            (true, false) => EventTypes.Deleted,
            _ => null,
        };
        if (type is null) return;
        var message = new WatchEvent(type, change.Object, change.Version);
        switch (fault?.Invoke(Kind, message) ?? WatchFate.Deliver)
        {
            case WatchFate.Duplicate:
                events.Writer.TryWrite(message);
                events.Writer.TryWrite(message);
                break;
            case WatchFate.Lose: break;
            case WatchFate.Expire:
                Expire(change.Version);
                break;
            case WatchFate.Cut:
                Close();
                break;
            default:
                events.Writer.TryWrite(message);
                break;
        }
    }
}
