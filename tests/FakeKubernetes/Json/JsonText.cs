using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Json;

/// <summary>Between documents and bytes.</summary>
public static class JsonText
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static (System.Buffers.ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? reused;

    public static byte[] Utf8(JsonNode node)
    {
        (System.Buffers.ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer) = reused ??= Fresh();
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        node.WriteTo(writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static string Text(JsonNode? node) => node?.ToJsonString(Compact) ?? "null";

    /// <exception cref="JsonException">No JSON.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> utf8) => JsonNode.Parse(utf8);

    /// <summary>What is written and read again: every value is then of the reader's kind, and copies of it are cheap.</summary>
    public static JsonObject Canonical(JsonObject node) => (JsonObject)JsonNode.Parse(Utf8(node))!;

    private static (System.Buffers.ArrayBufferWriter<byte>, Utf8JsonWriter) Fresh()
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(8192);
        return (buffer, new Utf8JsonWriter(buffer, Relaxed));
    }
}
