using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using k8s.Models;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace k8s;

/// <summary>
/// YAML by way of JSON, so that both read and write the same objects. Strict reading refuses unknown fields and, as the API server does,
/// a number or a boolean where a text belongs; both kinds refuse duplicate keys. What cannot be read is a <see cref="YamlException"/>.
/// </summary>
public static class KubernetesYaml
{
    private static readonly JsonSerializerOptions Strict = new(KubernetesJson.JsonSerializerOptions)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private static readonly JsonSerializerOptions Lenient = new(KubernetesJson.JsonSerializerOptions)
    {
        Converters = { new ScalarAsText() },
    };

    private static readonly Dictionary<string, Type> Models = (
        from type in typeof(V1Pod).Assembly.GetExportedTypes()
        let entity = type.GetCustomAttribute<KubernetesEntityAttribute>()
        where entity is not null
        select (Key: Key(entity), type)).ToDictionary(pair => pair.Key, pair => pair.type);

    public static TValue Deserialize<TValue>(string yaml, bool strict = false)
    {
        var root = Documents(yaml).FirstOrDefault();
        return root is null ? default : (TValue)ValueOf(root, typeof(TValue), strict);
    }

    public static TValue Deserialize<TValue>(Stream yaml, bool strict = false) => Deserialize<TValue>(new StreamReader(yaml).ReadToEnd(), strict);

    public static async Task<T> LoadFromStreamAsync<T>(Stream stream, bool strict = false) =>
        Deserialize<T>(await new StreamReader(stream).ReadToEndAsync().ConfigureAwait(false), strict);

    public static async Task<T> LoadFromFileAsync<T>(string file, bool strict = false) =>
        Deserialize<T>(await File.ReadAllTextAsync(file).ConfigureAwait(false), strict);

    /// <summary>Every document, each as the type that <paramref name="typeMap"/> ("apps/v1/Deployment") or the models have for it; empty documents are left out.</summary>
    public static List<object> LoadAllFromString(string content, IDictionary<string, Type> typeMap = null, bool strict = false) =>
        Documents(content).Select(root => ValueOf(root, TypeOf(root, typeMap), strict)).ToList();

    public static async Task<List<object>> LoadAllFromStreamAsync(Stream stream, IDictionary<string, Type> typeMap = null, bool strict = false) =>
        LoadAllFromString(await new StreamReader(stream).ReadToEndAsync().ConfigureAwait(false), typeMap, strict);

    public static async Task<List<object>> LoadAllFromFileAsync(string fileName, IDictionary<string, Type> typeMap = null, bool strict = false) =>
        LoadAllFromString(await File.ReadAllTextAsync(fileName).ConfigureAwait(false), typeMap, strict);

    public static string Serialize(object value) => value is null ? "" : YamlText.Of([NodeOf(value)]);

    public static string SerializeAll(IEnumerable<object> values) =>
        values is null ? "" : YamlText.Of(values.Where(value => value is not null).Select(NodeOf));

    private static JsonNode NodeOf(object value) => JsonSerializer.SerializeToNode(value, KubernetesJson.Info(value, null));

    private static IEnumerable<JsonNode> Documents(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new MergingParser(new Parser(new StringReader(yaml))));
        return stream.Documents.Select(document => YamlScalars.ToJson(document.RootNode)).Where(root => root is not null);
    }

    private static object ValueOf(JsonNode root, Type type, bool strict)
    {
        try
        {
            return root.Deserialize(type, strict ? Strict : Lenient);
        }
        catch (Exception failure) when (failure is JsonException or FormatException)
        {
            throw new YamlException($"{Text(root, "kind") ?? type.Name} {Text((root as JsonObject)?["metadata"], "name")}: {failure.Message}", failure);
        }
    }

    private static Type TypeOf(JsonNode root, IDictionary<string, Type> typeMap)
    {
        var (version, kind) = (Text(root, "apiVersion"), Text(root, "kind"));
        var key = $"{version}/{kind}";
        return typeMap is not null && typeMap.TryGetValue(key, out var type) || Models.TryGetValue(key, out type)
            ? type
            : throw new KeyNotFoundException($"no type is known for apiVersion '{version}', kind '{kind}': add \"{key}\" to typeMap");
    }

    private static string Text(JsonNode node, string name) =>
        node is JsonObject fields && fields.TryGetPropertyValue(name, out var value) ? value?.ToString() : null;

    private static string Key(KubernetesEntityAttribute entity) =>
        string.IsNullOrEmpty(entity.Group) ? $"{entity.ApiVersion}/{entity.Kind}" : $"{entity.Group}/{entity.ApiVersion}/{entity.Kind}";

    /// <summary>A password of digits is a text all the same.</summary>
    private sealed class ScalarAsText : JsonConverter<string>
    {
        public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => JsonElement.ParseValue(ref reader).GetRawText(),
            var other => throw new JsonException($"a text is expected, not {other}"),
        };

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);
    }
}
