using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Schemas.Cel;

/// <summary>An evaluation that went wrong; <c>&amp;&amp;</c>, <c>||</c> and the macros may still settle on a value.</summary>
internal sealed record CelError(string Message);

/// <param name="Name">What <c>type(x)</c> gives.</param>
internal sealed record CelTypeValue(string Name);

/// <summary>A list; those of list-type set and map are equal in any order of their items.</summary>
internal sealed class CelList(IReadOnlyList<object?> items, bool ordered = true)
{
    public IReadOnlyList<object?> Items { get; } = items;

    public bool Ordered { get; } = ordered;
}

/// <summary>An object by escaped names, or a map by its keys. Its entries are made when a rule first looks: most rules look at few.</summary>
internal sealed class CelMap(Func<IReadOnlyDictionary<string, object?>> entries, bool isObject)
{
    public CelMap(IReadOnlyDictionary<string, object?> entries, bool isObject) : this(() => entries, isObject)
    {
    }

    public IReadOnlyDictionary<string, object?> Entries => field ??= entries();

    public bool IsObject { get; } = isObject;
}

/// <summary>JSON to values: null, bool, long, double, string, DateTimeOffset, <see cref="CelList"/>, <see cref="CelMap"/>.</summary>
internal static class CelValues
{
    public static object? Of(JsonNode? node, SchemaNode? schema)
    {
        switch (node)
        {
            case null: return null;
            case JsonObject mapping when schema?.Values is { } values:
                return new CelMap(() => mapping.ToDictionary(entry => entry.Key, entry => Of(entry.Value, values)), false);
            case JsonObject mapping:
                Dictionary<string, SchemaNode>? properties = schema?.Properties;
                return new CelMap(() => mapping.Where(entry => properties?.ContainsKey(entry.Key) == true && CelType.Escape(entry.Key) is not null)
                    .ToDictionary(entry => CelType.Escape(entry.Key)!, entry => Of(entry.Value, properties![entry.Key])), true);
            case JsonArray list:
                return new CelList([.. list.Select(item => Of(item, schema?.Items))], schema?.ListType is not ("set" or "map"));
        }

        return node.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => Text(node.GetValue<string>(), schema?.Format),
            _ => Number(JsonNumbers.Of(node)!.Value, schema?.Type),
        };
    }

    /// <summary>By the schema's type where it has one: 2.0 of type integer is 2, and 2 of type number 2.0.</summary>
    private static object Number(JsonNumber number, string? type) =>
        type == "number" || (type != "integer" && number.Whole is null) ? (object)number.Real : number.Whole ?? (long)number.Real;

    private static object Text(string text, string? format) =>
        format == "date-time" && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : text;

    public static new bool Equals(object? left, object? right)
    {
        switch (left, right)
        {
            case (null, null): return true;
            case (long or double, long or double): return Convert.ToDouble(left, CultureInfo.InvariantCulture).Equals(Convert.ToDouble(right, CultureInfo.InvariantCulture));
            case (CelList a, CelList b) when a.Items.Count != b.Items.Count: return false;
            case (CelList { Ordered: true } a, CelList { Ordered: true } b): return a.Items.Zip(b.Items).All(pair => Equals(pair.First, pair.Second));
            case (CelList a, CelList b): return a.Items.All(item => b.Items.Any(other => Equals(item, other)));
            case (CelMap a, CelMap b): return a.Entries.Count == b.Entries.Count && a.Entries.All(entry => b.Entries.TryGetValue(entry.Key, out object? other) && Equals(entry.Value, other));
            default: return object.Equals(left, right);
        }
    }
}
