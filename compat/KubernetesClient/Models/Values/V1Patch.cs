using System.Text.Json;
using System.Text.Json.Serialization;

namespace k8s.Models;

/// <summary>A change to an object. The content is an object to serialise, or a string that is JSON already.</summary>
[JsonConverter(typeof(V1PatchJsonConverter))]
public record V1Patch
{
    public enum PatchType
    {
        Unknown,

        /// <summary>RFC 6902: a list of operations.</summary>
        JsonPatch,

        /// <summary>RFC 7386: null removes, lists are replaced.</summary>
        MergePatch,

        /// <summary>A merge patch in which lists merge by the key that the API names; not for custom objects.</summary>
        StrategicMergePatch,

        /// <summary>Server-side apply; the call needs a fieldManager.</summary>
        ApplyPatch,
    }

    public V1Patch(object body, PatchType type)
    {
        if (type == PatchType.Unknown) throw new ArgumentException("the patch's type is missing", nameof(type));
        ArgumentNullException.ThrowIfNull(body);
        (Content, Type) = (body, type);
    }

    [JsonPropertyName("content")]
    [JsonInclude]
    public object Content { get; private set; }

    public PatchType Type { get; private set; }
}

internal sealed class V1PatchJsonConverter : JsonConverter<V1Patch>
{
    public override V1Patch Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("a patch is only ever sent");

    public override void Write(Utf8JsonWriter writer, V1Patch value, JsonSerializerOptions options)
    {
        if (value.Content is string json) writer.WriteRawValue(json);
        else JsonSerializer.Serialize(writer, value.Content, value.Content.GetType(), options);
    }
}
