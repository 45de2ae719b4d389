using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml;

namespace k8s;

public static partial class KubernetesJson
{
    public sealed class Iso8601TimeSpanConverter : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            XmlConvert.ToTimeSpan(reader.GetString());

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
            writer.WriteStringValue(XmlConvert.ToString(value));
    }

    /// <summary>RFC 3339: read with any fraction and any offset, written in UTC, with six decimals when there is a fraction.</summary>
    public sealed class KubernetesDateTimeOffsetConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Timestamps.Parse(reader.GetString());

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Timestamps.Format(value));
    }

    /// <inheritdoc cref="KubernetesDateTimeOffsetConverter"/>
    public sealed class KubernetesDateTimeConverter : JsonConverter<DateTime>
    {
        public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Timestamps.Parse(reader.GetString()).UtcDateTime;

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Timestamps.Format(value));
    }
}

/// <summary>For fields of the type MicroTime: the API server refuses one that lacks its six decimals.</summary>
internal sealed class MicroTimeConverter : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Timestamps.Parse(reader.GetString()).UtcDateTime;

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Timestamps.Micro(value));
}

internal static class Timestamps
{
    private const int TickDigits = 7;

    public static DateTimeOffset Parse(string text)
    {
        // Go writes up to nine decimals, a tick is the seventh.
        var point = text.IndexOf('.');
        var end = point + 1;
        while (point >= 0 && end < text.Length && char.IsAsciiDigit(text[end])) end++;
        var trimmed = point >= 0 && end - point - 1 > TickDigits ? string.Concat(text.AsSpan(0, point + 1 + TickDigits), text.AsSpan(end)) : text;
        return DateTimeOffset.TryParseExact(
            trimmed, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new FormatException($"'{text}' is not an RFC 3339 time");
    }

    public static string Format(DateTimeOffset time) => time.UtcTicks % TimeSpan.TicksPerSecond == 0 ? Text(time, "yyyy-MM-dd'T'HH:mm:ss'Z'") : Micro(time);

    public static string Micro(DateTimeOffset time) => Text(time, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'");

    private static string Text(DateTimeOffset time, string format) => time.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
}
