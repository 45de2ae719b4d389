using System.Globalization;
using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Http;

/// <summary><c>meta.k8s.io/v1 Table</c>, what <c>kubectl get</c> asks for.</summary>
internal static class TableView
{
    public static bool Wanted(string accept) => accept.Contains("as=Table", StringComparison.Ordinal);

    public static JsonObject Of(KindInfo info, IReadOnlyList<StoredObject> items, DateTimeOffset now, string? include)
    {
        TableColumn[] columns = TableColumns.Of(info);
        return new JsonObject
        {
            ["kind"] = "Table", ["apiVersion"] = "meta.k8s.io/v1", ["metadata"] = new JsonObject(),
            ["columnDefinitions"] = new JsonArray([.. columns.Select(Definition)]),
            ["rows"] = new JsonArray([.. items.Select(item => Row(item, columns, now, include))]),
        };
    }

    private static JsonNode Definition(TableColumn column) => new JsonObject
    {
        ["name"] = column.Name, ["type"] = column.Type == "date" ? "string" : column.Type, ["format"] = column.Name == "Name" ? "name" : "",
        ["description"] = "", ["priority"] = column.Priority,
    };

    private static JsonNode Row(StoredObject item, TableColumn[] columns, DateTimeOffset now, string? include)
    {
        var row = new JsonObject { ["cells"] = new JsonArray([.. columns.Select(column => Cell(column, item.Document, now))]) };
        if (include == "None") return row;
        row["object"] = include == "Object" ? item.Copy() : new JsonObject
        {
            ["kind"] = "PartialObjectMetadata", ["apiVersion"] = "meta.k8s.io/v1", ["metadata"] = item.Document.Member("metadata")!.DeepClone(),
        };
        return row;
    }

    private static JsonNode? Cell(TableColumn column, JsonObject document, DateTimeOffset now)
    {
        JsonNode? value = column.Value(document);
        if (column.Type != "date") return value?.DeepClone();
        return DateTimeOffset.TryParse(value.AsText(), CultureInfo.InvariantCulture, out DateTimeOffset time) ? Age(now - time) : "<unknown>";
    }

    private static string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 2 } => $"{(int)Math.Max(0, age.TotalSeconds)}s",
        { TotalHours: < 2 } => $"{(int)age.TotalMinutes}m",
        { TotalDays: < 2 } => $"{(int)age.TotalHours}h",
        _ => $"{(int)age.TotalDays}d",
    };
}
