using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RL4VLM.Core.Logging;

/// <summary>One JSON object on one line, whatever the message or the exception is.</summary>
internal static class JsonLogFormat
{
    // For a log, not for a page: quotes and letters beyond ASCII stay readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Line(LogEvent entry)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString(LogFields.Time, entry.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            writer.WriteString(LogFields.Level, LogLevels.NameOf(entry.Level));
            writer.WriteString(LogFields.Logger, entry.Logger);
            writer.WriteString(LogFields.Message, entry.Message);
            if (entry.Exception is { } exception) writer.WriteString(LogFields.Exception, exception.ToString());
            foreach ((string name, object value) in entry.Values) Write(writer, name, value);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, string name, object value)
    {
        switch (value)
        {
            case bool flag: writer.WriteBoolean(name, flag); break;
            case int number: writer.WriteNumber(name, number); break;
            case long number: writer.WriteNumber(name, number); break;
            case double number when double.IsFinite(number): writer.WriteNumber(name, number); break;
            default: writer.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }
}
