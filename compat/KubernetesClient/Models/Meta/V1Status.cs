using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1Status
{
    private JsonElement original;

    /// <summary>True when the answer was not a status: a deletion that waits for finalizers answers with the object itself.</summary>
    [JsonIgnore]
    public bool HasObject { get; private set; }

    /// <summary>The object that came instead of a status (see <see cref="HasObject"/>).</summary>
    public T ObjectView<T>() => KubernetesJson.Deserialize<T>(original);

    public override string ToString()
    {
        var reason = string.IsNullOrEmpty(Reason) && Code is > 0 ? ((HttpStatusCode)Code.Value).ToString() : Reason;
        return (string.IsNullOrEmpty(reason), string.IsNullOrEmpty(Message)) switch
        {
            (true, true) => Status,
            (true, false) => Message,
            (false, true) => reason,
            _ => $"{reason} - {Message}",
        };
    }

    public sealed class V1StatusObjectViewConverter : JsonConverter<V1Status>
    {
        public override V1Status Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            // In an object, "status" is an object too, and "kind" is its own.
            if (root.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Object ||
                root.TryGetProperty("kind", out var kind) && kind.GetString() != KubeKind)
                return new V1Status { original = root.Clone(), HasObject = true };
            return new V1Status
            {
                ApiVersion = Text(root, "apiVersion"),
                Kind = Text(root, "kind"),
                Status = Text(root, "status"),
                Message = Text(root, "message"),
                Reason = Text(root, "reason"),
                Code = root.TryGetProperty("code", out var code) ? code.GetInt32() : null,
                Metadata = root.TryGetProperty("metadata", out var metadata) ? metadata.Deserialize<V1ListMeta>(options) : null,
                Details = root.TryGetProperty("details", out var details) ? details.Deserialize<V1StatusDetails>(options) : null,
            };
        }

        public override void Write(Utf8JsonWriter writer, V1Status value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            Write("apiVersion", value.ApiVersion);
            Write("kind", value.Kind);
            Write("status", value.Status);
            Write("message", value.Message);
            Write("reason", value.Reason);
            if (value.Code is { } code) writer.WriteNumber("code", code);
            if (value.Metadata is not null) Nested("metadata", value.Metadata);
            if (value.Details is not null) Nested("details", value.Details);
            writer.WriteEndObject();

            void Write(string name, string text)
            {
                if (text is not null) writer.WriteString(name, text);
            }

            void Nested<T>(string name, T part)
            {
                writer.WritePropertyName(name);
                JsonSerializer.Serialize(writer, part, options);
            }
        }

        private static string Text(JsonElement root, string name) => root.TryGetProperty(name, out var text) ? text.GetString() : null;
    }
}
