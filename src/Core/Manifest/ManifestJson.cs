using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using RL4VLM.Core.Manifest.Reading;
using RL4VLM.Core.Manifest.Schema;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Manifest;

/// <summary>
/// The canonical form of a manifest, kept as <c>manifest.json</c>: every default written out, fields in the order of their declaration,
/// maps by name, absent fields left out. Equal manifests give equal bytes.
/// </summary>
public static class ManifestJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Indented UTF-8 that ends with a line feed.</summary>
    public static byte[] Write(RunManifest manifest)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options)) Write(writer, manifest, ManifestSchema.Root);
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    public static string WriteText(RunManifest manifest) => Encoding.UTF8.GetString(Write(manifest));

    /// <param name="utf8">What <see cref="Write(RunManifest)"/> gave.</param>
    /// <param name="source">Names the object in the message.</param>
    /// <exception cref="StageException">65 when it is no valid manifest.</exception>
    public static RunManifest Read(ReadOnlySpan<byte> utf8, string source)
    {
        ManifestResult result = ManifestReader.Read(Encoding.UTF8.GetString(utf8));
        return result.Manifest ?? throw StageException.Corrupt(source, $"is not a valid manifest\n{string.Join('\n', result.Errors.Select(error => "  " + error.Message))}");
    }

    internal static void Write(Utf8JsonWriter writer, object value, FieldShape shape)
    {
        switch (shape)
        {
            case ObjectShape record:
                writer.WriteStartObject();
                foreach (ManifestField field in record.Fields)
                {
                    if (field.Get(value) is not { } content) continue;
                    writer.WritePropertyName(field.Name);
                    Write(writer, content, field.Shape);
                }

                writer.WriteEndObject();
                break;
            case ListShape list:
                writer.WriteStartArray();
                foreach (object? item in (IEnumerable)value) Write(writer, item!, list.Item);
                writer.WriteEndArray();
                break;
            case MapShape:
                writer.WriteStartObject();
                foreach ((string name, string text) in ((IReadOnlyDictionary<string, string>)value).OrderBy(pair => pair.Key, StringComparer.Ordinal)) writer.WriteString(name, text);
                writer.WriteEndObject();
                break;
            case BooleanShape: writer.WriteBooleanValue((bool)value); break;
            case NumberShape { IsWhole: true }: writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
            case NumberShape: writer.WriteNumberValue((double)value); break;
            case ChoiceShape choice: writer.WriteStringValue(ManifestBinder.NameOf(choice, value)); break;
            case TimeShape: writer.WriteStringValue(((DateTimeOffset)value).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)); break;
            default: writer.WriteStringValue((string)value); break;
        }
    }
}
