using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RL4VLM.Cli.Output;

/// <summary>A JSON object built field by field, in the order written: the fields are the documented interface (docs/cli.md),
/// so they are spelled out where they are made and not derived from types. Non-finite numbers become null.</summary>
public sealed class JsonFields : IEnumerable
{
    private readonly List<KeyValuePair<string, object?>> fields = [];

    /// <summary>Adds a field: a string, number, boolean, null, another <see cref="JsonFields"/>, a <see cref="JsonElement"/>, a dictionary of numbers or strings, or a sequence of these.</summary>
    public void Add(string name, object? value) => fields.Add(new(name, value));

    public IEnumerator GetEnumerator() => fields.GetEnumerator();

    public override string ToString()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions
        {
            Indented = true,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            Write(writer, this);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            case long number: writer.WriteNumberValue(number); break;
            case ulong number: writer.WriteNumberValue(number); break;
            case float number: WriteNumber(writer, number); break;
            case double number: WriteNumber(writer, number); break;
            case JsonFields nested:
                writer.WriteStartObject();
                foreach (KeyValuePair<string, object?> field in nested.fields)
                {
                    writer.WritePropertyName(field.Key);
                    Write(writer, field.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonElement element: element.WriteTo(writer); break;
            case IEnumerable<KeyValuePair<string, double>> numbers: WriteMap(writer, numbers); break;
            case IEnumerable<KeyValuePair<string, string>> texts: WriteMap(writer, texts); break;
            case IEnumerable<int> numbers: WriteNumbers(writer, numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))); break;
            case IEnumerable<long> numbers: WriteNumbers(writer, numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))); break;
            case IEnumerable<float> numbers: WriteNumbers(writer, numbers.Select(number => float.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "null")); break;
            case IEnumerable items:
                writer.WriteStartArray();
                foreach (object? item in items) Write(writer, item);
                writer.WriteEndArray();
                break;
            default: throw new ArgumentException($"{value.GetType()} has no JSON form here");
        }
    }

    private static void WriteMap<T>(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, T>> map)
    {
        writer.WriteStartObject();
        foreach (KeyValuePair<string, T> pair in map)
        {
            writer.WritePropertyName(pair.Key);
            Write(writer, pair.Value);
        }

        writer.WriteEndObject();
    }

    /// <summary>Token ids and the like: on one line.</summary>
    private static void WriteNumbers(Utf8JsonWriter writer, IEnumerable<string> numbers) => writer.WriteRawValue($"[{string.Join(", ", numbers)}]");

    private static void WriteNumber(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value)) writer.WriteNumberValue(value);
        else writer.WriteNullValue();
    }
}
