using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Fields;

/// <summary>Decodes an object of a built-in kind as the API server does: nulls go, wrong types are a bad request, unknown fields are dropped,
/// with a warning or an error where the request wants one.</summary>
internal static class BuiltInFields
{
    private static readonly FieldType Metadata = new("ObjectMeta", false);

    /// <exception cref="ApiException">400.</exception>
    public static void Decode(KindInfo info, JsonObject document, WriteOptions write)
    {
        if (FieldTypes.Of(info.Kind.Group == "events.k8s.io" ? "EventsEvent" : info.Kind.Kind) is not { } fields) return;
        var decoding = new Decoding(info);
        decoding.Root(document, fields);
        if (decoding.Unknown.Count == 0) return;
        string[] unknown = [.. decoding.Unknown.Select(path => $"unknown field \"{path}\"")];
        if (write.Validation == FieldValidation.Strict)
        {
            throw ApiErrors.BadRequest($"{decoding.Subject}: strict decoding error: {string.Join(", ", unknown)}");
        }

        if (write.Validation == FieldValidation.Warn) write.Warnings.AddRange(unknown);
    }

    private sealed class Decoding(KindInfo info)
    {
        public List<string> Unknown { get; } = [];

        public string Subject => $"{info.Kind.Kind} in version \"{info.Kind.Version}\" cannot be handled as a {info.Kind.Kind}";

        public void Root(JsonObject document, FrozenDictionary<string, FieldType> fields)
        {
            List<string>? drop = null;
            foreach ((string key, JsonNode? value) in document)
            {
                if (key is "kind" or "apiVersion") continue;
                if (key == "metadata") Value(value, Metadata, "metadata");
                else Member(key, value, fields, "", ref drop);
            }

            Drop(document, drop);
        }

        private void Map(JsonObject map, FrozenDictionary<string, FieldType> fields, string path)
        {
            List<string>? drop = null;
            foreach ((string key, JsonNode? value) in map) Member(key, value, fields, path, ref drop);
            Drop(map, drop);
        }

        private void Member(string key, JsonNode? value, FrozenDictionary<string, FieldType> fields, string path, ref List<string>? drop)
        {
            if (!fields.TryGetValue(key, out FieldType? type))
            {
                Unknown.Add(Join(path, key));
                (drop ??= []).Add(key);
            }
            else if (value is null)
            {
                (drop ??= []).Add(key);
            }
            else if (type.Name != "any")
            {
                Value(value, type, path, key);
            }
        }

        private void Value(JsonNode? value, FieldType type, string path, string? key = null)
        {
            if (type.IsList)
            {
                if (value is not JsonArray list) throw Wrong(value, Join(path, key), "list");
                for (int i = 0; i < list.Count; i++) Single(list[i], type.Name, path, key, i);
            }
            else
            {
                Single(value, type.Name, path, key, -1);
            }
        }

        private void Single(JsonNode? value, string type, string path, string? key, int index)
        {
            string At() => index < 0 ? Join(path, key) : $"{Join(path, key)}[{index}]";
            switch (type)
            {
                case "any": break;
                case "str" or "time": Expect(value is JsonValue && value.GetValueKind() == JsonValueKind.String, value, At, "string"); break;
                case "int": Expect(value.AsNumber() is not null, value, At, "integer"); break;
                case "num": Expect(value?.GetValueKind() == JsonValueKind.Number, value, At, "number"); break;
                case "bool": Expect(value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False, value, At, "bool"); break;
                case "ios": Expect(value is JsonValue && (value.AsNumber() is not null || value.AsText() is not null), value, At, "integer or string"); break;
                case "q": Expect(Admission.Pods.Quantity.Parse(value) is not null, value, At, $"quantity: {Admission.Pods.Quantity.Message}"); break;
                case "smap" or "bmap": Entries(value, At, entry => entry is null || entry.AsText() is not null, "map of strings"); break;
                case "qmap": Entries(value, At, entry => Admission.Pods.Quantity.Parse(entry) is not null, $"map of quantities: {Admission.Pods.Quantity.Message}"); break;
                default:
                    if (value is not JsonObject map) throw Wrong(value, At(), type);
                    Map(map, FieldTypes.Of(type)!, At());
                    break;
            }
        }

        private void Entries(JsonNode? value, Func<string> at, Predicate<JsonNode?> good, string wanted)
        {
            if (value is not JsonObject map) throw Wrong(value, at(), wanted);
            foreach ((string key, JsonNode? entry) in map)
            {
                if (!good(entry)) throw Wrong(entry, $"{at()}.{key}", wanted);
            }
        }

        private void Expect(bool good, JsonNode? value, Func<string> at, string wanted)
        {
            if (!good) throw Wrong(value, at(), wanted);
        }

        private ApiException Wrong(JsonNode? value, string path, string wanted) =>
            ApiErrors.BadRequest($"{Subject}: json: cannot unmarshal {value?.GetValueKind().ToString().ToLowerInvariant() ?? "null"} into field {path} of type {wanted}");

        private static void Drop(JsonObject map, List<string>? keys)
        {
            foreach (string key in keys ?? []) map.Remove(key);
        }

        private static string Join(string path, string? key) => key is null ? path : path.Length == 0 ? key : $"{path}.{key}";
    }
}
