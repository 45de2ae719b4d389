using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RL4VLM.Core.Manifest;

/// <summary>A run's status as JSON. Reading tolerates fields of later versions; writing leaves out what is not set.</summary>
public static class RunStatusJson
{
    /// <summary>Most bytes a status may have (design section 8).</summary>
    public const int MaximumBytes = 32 * 1024;

    public static RunStatus Read(JsonElement? status) =>
        status is { ValueKind: JsonValueKind.Object } value ? value.Deserialize(RunStatusContext.Default.RunStatus)! : new RunStatus();

    public static JsonElement Write(RunStatus status) => JsonSerializer.SerializeToElement(status, RunStatusContext.Default.RunStatus);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(SecondsConverter)])]
[JsonSerializable(typeof(RunStatus))]
internal sealed partial class RunStatusContext : JsonSerializerContext;

/// <summary><c>metav1.Time</c>: UTC in whole seconds.</summary>
internal sealed class SecondsConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
}
