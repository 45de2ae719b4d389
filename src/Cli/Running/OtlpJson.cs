using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RL4VLM.Core.Telemetry;

namespace RL4VLM.Cli.Running;

/// <summary>Spans as an OTLP export request in JSON: ids in hexadecimal, 64-bit integers as strings, enumerations as numbers.</summary>
internal static class OtlpJson
{
    private const int Internal = 1;
    private const int Error = 2;

    /// <summary>One line of UTF-8, its line break included.</summary>
    public static byte[] Request(IEnumerable<Activity> spans)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("resourceSpans");
            writer.WriteStartObject();
            writer.WriteStartObject("resource");
            WriteAttributes(writer, [new("service.name", "rl4vlm"), new("service.version", StageSpans.Source.Version)]);
            writer.WriteEndObject();
            writer.WriteStartArray("scopeSpans");
            writer.WriteStartObject();
            writer.WriteStartObject("scope");
            writer.WriteString("name", StageSpans.Source.Name);
            writer.WriteString("version", StageSpans.Source.Version);
            writer.WriteEndObject();
            writer.WriteStartArray("spans");
            foreach (Activity span in spans) Write(writer, span);
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, Activity span)
    {
        writer.WriteStartObject();
        writer.WriteString("traceId", span.TraceId.ToHexString());
        writer.WriteString("spanId", span.SpanId.ToHexString());
        if (span.ParentSpanId != default) writer.WriteString("parentSpanId", span.ParentSpanId.ToHexString());
        writer.WriteString("name", span.DisplayName);
        writer.WriteNumber("kind", Internal);
        writer.WriteString("startTimeUnixNano", Nanoseconds(span.StartTimeUtc));
        writer.WriteString("endTimeUnixNano", Nanoseconds(span.StartTimeUtc + span.Duration));
        WriteAttributes(writer, span.TagObjects);
        writer.WriteStartArray("links");
        foreach (ActivityLink link in span.Links)
        {
            writer.WriteStartObject();
            writer.WriteString("traceId", link.Context.TraceId.ToHexString());
            writer.WriteString("spanId", link.Context.SpanId.ToHexString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("status");
        if (span.Status == ActivityStatusCode.Error)
        {
            writer.WriteNumber("code", Error);
            writer.WriteString("message", span.StatusDescription);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteAttributes(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, object?>> attributes)
    {
        writer.WriteStartArray("attributes");
        foreach ((string key, object? value) in attributes)
        {
            if (value is null) continue;
            writer.WriteStartObject();
            writer.WriteString("key", key);
            writer.WritePropertyName("value");
            WriteValue(writer, value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter writer, object value)
    {
        writer.WriteStartObject();
        switch (value)
        {
            case bool boolean: writer.WriteBoolean("boolValue", boolean); break;
            case int or long: writer.WriteString("intValue", Convert.ToString(value, CultureInfo.InvariantCulture)); break;
            case double number when double.IsFinite(number): writer.WriteNumber("doubleValue", number); break;
            case string[] texts:
                writer.WriteStartObject("arrayValue");
                writer.WriteStartArray("values");
                foreach (string text in texts) WriteValue(writer, text);
                writer.WriteEndArray();
                writer.WriteEndObject();
                break;
            default: writer.WriteString("stringValue", Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }

        writer.WriteEndObject();
    }

    private static string Nanoseconds(DateTime time) => ((time - DateTime.UnixEpoch).Ticks * 100).ToString(CultureInfo.InvariantCulture);
}
