using System.Buffers;
using System.Text.Json;
using k8s.Models;

namespace k8s;

/// <summary>One line of a watch, <c>{"type":"ADDED","object":{…}}</c>: found in place, so that the object is deserialised straight from the bytes received.</summary>
internal readonly ref struct WatchLine
{
    private WatchLine(WatchEventType? type, ReadOnlySequence<byte> body, bool isStatus) => (Type, Body, IsStatus) = (type, body, isStatus);

    public WatchEventType? Type { get; }

    public ReadOnlySequence<byte> Body { get; }

    public bool IsStatus { get; }

    public static WatchLine Find(ReadOnlySequence<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        WatchEventType? type = null;
        ReadOnlySequence<byte> body = default;
        var isStatus = false;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                type = TypeOf(ref reader);
            }
            else if (reader.ValueTextEquals("object"u8))
            {
                reader.Read();
                var start = reader.TokenStartIndex;
                isStatus = SkipObject(ref reader);
                body = line.Slice(start, reader.BytesConsumed - start);
            }
            else
                reader.Skip();
        }
        if (type is null || body.IsEmpty) throw new JsonException("a watch event without type or object");
        return new(type, body, isStatus);
    }

    public T Object<T>(JsonSerializerOptions options)
    {
        var reader = new Utf8JsonReader(Body);
        return JsonSerializer.Deserialize(ref reader, KubernetesJson.Info<T>(options));
    }

    private static WatchEventType TypeOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("ADDED"u8) ? WatchEventType.Added
        : reader.ValueTextEquals("MODIFIED"u8) ? WatchEventType.Modified
        : reader.ValueTextEquals("DELETED"u8) ? WatchEventType.Deleted
        : reader.ValueTextEquals("BOOKMARK"u8) ? WatchEventType.Bookmark
        : reader.ValueTextEquals("ERROR"u8) ? WatchEventType.Error
        : throw new JsonException($"'{reader.GetString()}' is not a type of watch event");

    /// <summary>True when the object's kind is Status.</summary>
    private static bool SkipObject(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("a watch event's object is not an object");
        var isStatus = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKind = reader.ValueTextEquals("kind"u8);
            reader.Read();
            if (isKind && reader.TokenType == JsonTokenType.String) isStatus = reader.ValueTextEquals(V1Status.KubeKind);
            reader.Skip();
        }
        return isStatus;
    }
}
