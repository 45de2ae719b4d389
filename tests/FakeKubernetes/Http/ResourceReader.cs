using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using RL4VLM.FakeKubernetes.Faults;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Http;

/// <summary>GET of one object and of lists.</summary>
internal sealed class ResourceReader(ClusterStore store, FaultInjector faults)
{
    public ApiResponse Get(ApiRoute route, ApiRequest request)
    {
        StoredObject item = store.Find(route.Kind!, route.StoreNamespace, route.Name!) ?? throw ApiErrors.NotFound(route.Kind!, route.Name!);
        return TableView.Wanted(request.Accept)
            ? ApiResponse.Json(200, TableView.Of(route.Kind!, [item], store.Clock.GetUtcNow(), request.Query["includeObject"]))
            : new ApiResponse(200) { Body = Written(item, route.Kind!) };
    }

    public ApiResponse List(ApiRoute route, ApiRequest request)
    {
        KindInfo info = route.Kind!;
        ListPage page = Page(route, request);
        if (TableView.Wanted(request.Accept))
        {
            System.Text.Json.Nodes.JsonObject table = TableView.Of(info, page.Items, store.Clock.GetUtcNow(), request.Query["includeObject"]);
            table["metadata"] = page.Metadata();
            return ApiResponse.Json(200, table);
        }

        var buffer = new ArrayBufferWriter<byte>(256 + page.Items.Sum(item => item.Utf8.Length + 1));
        buffer.Write(Encoding.UTF8.GetBytes($"{{\"kind\":\"{info.ListKind}\",\"apiVersion\":\"{info.Kind.ApiVersion}\",\"metadata\":{JsonText.Text(page.Metadata())},\"items\":["));
        int skip = info.IsCustom ? 0 : Prefix(info).Length;
        for (int i = 0; i < page.Items.Count; i++)
        {
            if (i > 0) buffer.Write(","u8);
            if (skip > 0) buffer.Write("{"u8);
            buffer.Write(Written(page.Items[i], info).AsSpan(skip));
        }

        buffer.Write("]}"u8);
        return new ApiResponse(200) { Body = buffer.WrittenMemory };
    }

    /// <summary>The filter of a list or watch request.</summary>
    public static ObjectFilter Filter(ApiRoute route, ApiRequest request)
    {
        FieldSelector? fields = FieldSelector.Parse(request.Query["fieldSelector"], route.Kind!.Kind);
        return new ObjectFilter { Namespace = route.StoreNamespace, Labels = LabelSelector.Parse(request.Query["labelSelector"]), Fields = fields };
    }

    /// <exception cref="ApiException">400 when it is no version.</exception>
    public static long? Version(string? text) => string.IsNullOrEmpty(text) ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long version) ? version
        : throw new ApiException(400, "BadRequest", $"resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax");

    private static byte[] Written(StoredObject item, KindInfo info) => item.Utf8.AsSpan().StartsWith(Prefix(info)) ? item.Utf8 : Converted(item, info);

    /// <summary>Another served version of a custom resource: nothing but the apiVersion differs.</summary>
    private static byte[] Converted(StoredObject item, KindInfo info)
    {
        var copy = item.Copy();
        copy["apiVersion"] = info.Kind.ApiVersion;
        return JsonText.Utf8(copy);
    }

    private static byte[] Prefix(KindInfo info) => info.Prefix;

    private ListPage Page(ApiRoute route, ApiRequest request)
    {
        ObjectFilter filter = Filter(route, request);
        long limit = request.Query.Number("limit") ?? 0;
        (long? at, ObjectKey? after) = Position(request, route.Kind!);
        (ImmutableSortedDictionary<ObjectKey, StoredObject> objects, long version) = SnapshotFor(route.Kind!, at, after);
        var items = new List<StoredObject>();
        int remaining = 0;
        foreach (StoredObject item in objects.Values)
        {
            if (after is { } last && item.Key.CompareTo(last) <= 0) continue;
            if (!filter.Matches(item)) continue;
            if (limit > 0 && items.Count >= limit) remaining++;
            else items.Add(item);
        }

        string? next = remaining > 0 ? new ContinueToken(version, items[^1].Key).ToString() : null;
        return new ListPage(items, version, next, remaining > 0 && !filter.Selects ? remaining : null);
    }

    private (long? At, ObjectKey? After) Position(ApiRequest request, KindInfo info)
    {
        string? asked = request.Query["resourceVersion"];
        string? match = request.Query["resourceVersionMatch"];
        if (request.Query["continue"] is { Length: > 0 } text)
        {
            if (match is not null) throw ListOption(info, "resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided");
            if (asked is { Length: > 0 } and not "0") throw ApiErrors.BadRequest("specifying resource version is not allowed when using continue");
            ContinueToken token = ContinueToken.Parse(text);
            return (token.Version, token.After);
        }

        if (match is not null and not ("Exact" or "NotOlderThan")) throw ListOption(info, "resourceVersionMatch", $"supported values: \"Exact\", \"NotOlderThan\", \"\" (got \"{match}\")");
        if (match is not null && string.IsNullOrEmpty(asked)) throw ListOption(info, "resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided");
        if (match == "Exact" && asked == "0") throw ListOption(info, "resourceVersionMatch", "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        long? version = Version(asked);
        bool exact = match == "Exact" || (match is null && version > 0 && request.Query.Number("limit") > 0);
        if (version is null) return (null, null);
        if (exact) return (version, null);
        store.CheckReached(version.Value);
        return (faults.StaleVersion(info.Kind, version.Value), null);
    }

    private (ImmutableSortedDictionary<ObjectKey, StoredObject> Objects, long Version) SnapshotFor(KindInfo info, long? at, ObjectKey? after)
    {
        try
        {
            return store.Snapshot(info, at);
        }
        catch (ApiException e) when (e.Code == 410 && after is not null)
        {
            throw ApiErrors.Expired("The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.");
        }
    }

    private static ApiException ListOption(KindInfo info, string field, string detail)
    {
        var errors = new FieldErrors();
        errors.Forbidden(field, detail);
        return ApiErrors.Invalid(info with { Kind = info.Kind with { Group = "meta.k8s.io", Kind = "ListOptions" } }, "", errors);
    }
}
