using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace k8s;

/// <summary>JSON as the API server speaks it: camelCase, nulls left out, unknown fields ignored, RFC 3339 times.</summary>
public static partial class KubernetesJson
{
    // Metadata is built once for each type and cached in here; the serializer then runs on compiled accessors.
    internal static readonly JsonSerializerOptions JsonSerializerOptions = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Converters =
        {
            new JsonStringEnumConverter(),
            new Iso8601TimeSpanConverter(),
            new KubernetesDateTimeConverter(),
            new KubernetesDateTimeOffsetConverter(),
        },
    };

    /// <summary>Changes the options of every client made afterwards; call it before the first use.</summary>
    public static void AddJsonOptions(Action<JsonSerializerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(JsonSerializerOptions);
    }

    public static TValue Deserialize<TValue>(string json, JsonSerializerOptions jsonSerializerOptions = null) =>
        JsonSerializer.Deserialize(json, Info<TValue>(jsonSerializerOptions));

    public static TValue Deserialize<TValue>(Stream json, JsonSerializerOptions jsonSerializerOptions = null) =>
        JsonSerializer.Deserialize(json, Info<TValue>(jsonSerializerOptions));

    public static TValue Deserialize<TValue>(JsonDocument json, JsonSerializerOptions jsonSerializerOptions = null) =>
        json.Deserialize(Info<TValue>(jsonSerializerOptions));

    public static TValue Deserialize<TValue>(JsonElement json, JsonSerializerOptions jsonSerializerOptions = null) =>
        json.Deserialize(Info<TValue>(jsonSerializerOptions));

    public static TValue Deserialize<TValue>(JsonNode json, JsonSerializerOptions jsonSerializerOptions = null) =>
        json.Deserialize(Info<TValue>(jsonSerializerOptions));

    public static string Serialize(object value, JsonSerializerOptions jsonSerializerOptions = null) =>
        JsonSerializer.Serialize(value, Info(value, jsonSerializerOptions));

    public static string Serialize(JsonDocument value, JsonSerializerOptions jsonSerializerOptions = null) => Serialize((object)value, jsonSerializerOptions);

    public static string Serialize(JsonElement value, JsonSerializerOptions jsonSerializerOptions = null) => Serialize((object)value, jsonSerializerOptions);

    public static string Serialize(JsonNode value, JsonSerializerOptions jsonSerializerOptions = null) => Serialize((object)value, jsonSerializerOptions);

    internal static JsonTypeInfo<T> Info<T>(JsonSerializerOptions options) => (JsonTypeInfo<T>)(options ?? JsonSerializerOptions).GetTypeInfo(typeof(T));

    /// <summary>By the value's own type, not by the static one: bodies are often passed as <c>object</c>.</summary>
    internal static JsonTypeInfo Info(object value, JsonSerializerOptions options) => (options ?? JsonSerializerOptions).GetTypeInfo(value.GetType());
}
