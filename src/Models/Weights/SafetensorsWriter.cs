using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace RL4VLM.Models.Weights;

/// <summary>A tensor to write.</summary>
/// <param name="Name">Parameter name.</param>
/// <param name="Type">Element type of <paramref name="Data"/>.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Data">Little-endian, row-major; the bytes the shape takes.</param>
public sealed record TensorToWrite(string Name, TensorType Type, long[] Shape, ReadOnlyMemory<byte> Data)
{
    /// <summary>Float32 values, stored as F32, F16 or BF16.</summary>
    public static TensorToWrite FromFloat32(string name, long[] shape, ReadOnlySpan<float> values, TensorType type = TensorType.F32) =>
        new(name, type, shape, FloatConversion.FromFloat32(type, values));

    public static TensorToWrite FromInt64(string name, long[] shape, ReadOnlySpan<long> values) =>
        new(name, TensorType.I64, shape, MemoryMarshal.AsBytes(values).ToArray());
}

/// <summary>Writes safetensors files. Equal tensors give equal bytes: they are ordered by alignment (widest first), then name.</summary>
public static class SafetensorsWriter
{
    /// <summary>Writes a file; metadata defaults to what PyTorch readers expect ("format": "pt").</summary>
    public static void Write(string path, IEnumerable<TensorToWrite> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using FileStream file = File.Create(path, 1 << 16);
        Write(file, tensors, metadata);
    }

    /// <inheritdoc cref="Write(string, IEnumerable{TensorToWrite}, IReadOnlyDictionary{string, string})"/>
    public static void Write(Stream stream, IEnumerable<TensorToWrite> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        List<TensorToWrite> ordered = tensors.OrderByDescending(tensor => tensor.Type.Size()).ThenBy(tensor => tensor.Name, StringComparer.Ordinal).ToList();
        ReadOnlySpan<byte> header = Header(ordered, metadata ?? new Dictionary<string, string> { ["format"] = "pt" });
        // The data begins at a multiple of eight; blanks fill the header up.
        int padded = (header.Length + 7) / 8 * 8;
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)padded);
        stream.Write(length);
        stream.Write(header);
        for (int i = header.Length; i < padded; i++) stream.WriteByte((byte)' ');
        foreach (TensorToWrite tensor in ordered) stream.Write(tensor.Data.Span);
    }

    private static ReadOnlySpan<byte> Header(List<TensorToWrite> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        if (metadata.Count > 0)
        {
            json.WriteStartObject("__metadata__");
            foreach ((string key, string value) in metadata.OrderBy(item => item.Key, StringComparer.Ordinal)) json.WriteString(key, value);
            json.WriteEndObject();
        }

        long offset = 0;
        var names = new HashSet<string>(StringComparer.Ordinal) { "__metadata__" };
        foreach (TensorToWrite tensor in tensors)
        {
            if (!names.Add(tensor.Name)) throw new ArgumentException($"two tensors are named '{tensor.Name}'", nameof(tensors));
            long bytes = tensor.Shape.Aggregate((long)tensor.Type.Size(), (product, size) => checked(product * size));
            if (bytes != tensor.Data.Length)
                throw new ArgumentException($"'{tensor.Name}' of {tensor.Type.Name()} [{string.Join(", ", tensor.Shape)}] takes {bytes} bytes, got {tensor.Data.Length}", nameof(tensors));
            json.WriteStartObject(tensor.Name);
            json.WriteString("dtype", tensor.Type.Name());
            json.WriteStartArray("shape");
            foreach (long size in tensor.Shape) json.WriteNumberValue(size);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(offset);
            json.WriteNumberValue(offset += bytes);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan;
    }
}
