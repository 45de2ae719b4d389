using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Http;

/// <summary>Watch requests: one JSON document a line.</summary>
internal sealed class WatchStreams(ClusterStore store)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan BookmarkEvery = TimeSpan.FromMinutes(1);

    public ApiResponse Start(ApiRoute route, ApiRequest request)
    {
        KindInfo info = route.Kind!;
        long? from = ResourceReader.Version(request.Query["resourceVersion"]);
        bool initial = request.Query.IsTrue("sendInitialEvents");
        string? match = request.Query["resourceVersionMatch"];
        bool bookmarks = request.Query.IsTrue("allowWatchBookmarks");
        if (match is not null && request.Query["sendInitialEvents"] is null) throw Refused(info, "resourceVersionMatch", "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        if (request.Query["sendInitialEvents"] is not null && match != "NotOlderThan") throw Refused(info, "resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        if (from is not null) store.CheckReached(from.Value);
        ObjectFilter filter = Named(ResourceReader.Filter(route, request), route);
        TimeSpan timeout = request.Query.Number("timeoutSeconds") is long seconds and > 0 ? TimeSpan.FromSeconds(seconds) : Longest;
        Watch watch = store.Watch(info, filter, initial || from is null or 0 ? null : from, bookmarks, initial && bookmarks);
        bool table = TableView.Wanted(request.Accept);
        return new ApiResponse(200)
        {
            Chunks = new ChunkStream(cancellation => Read(watch, info, timeout, table, cancellation), watch.Dispose),
        };
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> Read(Watch watch, KindInfo info, TimeSpan timeout, bool table, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using Watch owned = watch;
        await using ITimer ending = store.Clock.CreateTimer(_ => End(watch), null, timeout, Timeout.InfiniteTimeSpan);
        await using ITimer? marking = watch.Bookmarks ? store.Clock.CreateTimer(_ => store.Bookmark(watch), null, BookmarkEvery, BookmarkEvery) : null;
        while (await watch.Events.WaitToReadAsync(cancellation).ConfigureAwait(false))
        {
            while (watch.Events.TryRead(out WatchEvent message)) yield return Line(message, info, table);
        }
    }

    /// <summary>A watch that times out says how far it was.</summary>
    private void End(Watch watch)
    {
        store.Bookmark(watch);
        watch.Close();
    }

    private byte[] Line(WatchEvent message, KindInfo info, bool table)
    {
        ReadOnlySpan<byte> document = message.Object is null ? JsonText.Utf8(WithoutObject(message, info))
            : table ? JsonText.Utf8(TableView.Of(info, [message.Object], store.Clock.GetUtcNow(), "Metadata"))
            : message.Object.Utf8;
        ReadOnlySpan<byte> start = Encoding.ASCII.GetBytes($"{{\"type\":\"{message.Type}\",\"object\":");
        byte[] line = new byte[start.Length + document.Length + 2];
        start.CopyTo(line);
        document.CopyTo(line.AsSpan(start.Length));
        line[^2] = (byte)'}';
        line[^1] = (byte)'\n';
        return line;
    }

    private static JsonObject WithoutObject(WatchEvent message, KindInfo info)
    {
        if (message.Type == EventTypes.Error) return StatusBody.Of(ApiErrors.TooOld(0, message.Version), null, null);
        var metadata = new JsonObject { ["resourceVersion"] = message.Version.ToString(CultureInfo.InvariantCulture), ["creationTimestamp"] = null };
        if (message.InitialEventsEnd) metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        return new JsonObject { ["kind"] = info.Kind.Kind, ["apiVersion"] = info.Kind.ApiVersion, ["metadata"] = metadata };
    }

    /// <summary>A watch of one object by its path is a watch with a field selector.</summary>
    private static ObjectFilter Named(ObjectFilter filter, ApiRoute route) => route.Name is null ? filter : new ObjectFilter
    {
        Namespace = filter.Namespace, Labels = filter.Labels, Fields = FieldSelector.Parse($"metadata.name={route.Name}", route.Kind!.Kind),
    };

    private static ApiException Refused(KindInfo info, string field, string detail)
    {
        var errors = new FieldErrors();
        errors.Forbidden(field, detail);
        return ApiErrors.Invalid(info with { Kind = info.Kind with { Group = "meta.k8s.io", Kind = "ListOptions" } }, "", errors);
    }
}
