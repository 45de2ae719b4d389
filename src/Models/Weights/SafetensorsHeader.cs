using System.Buffers.Binary;
using System.Text.Json;
using RL4VLM.Core.Stages;

namespace RL4VLM.Models.Weights;

/// <summary>The JSON header of a safetensors file: eight bytes of length, then names, types, shapes and byte ranges.</summary>
internal static class SafetensorsHeader
{
    /// <summary>The format's own bound.</summary>
    public const int LongestHeader = 100_000_000;

    /// <summary>Parses and checks: every range in the file, none overlapping, no gaps, sizes as the shapes say.</summary>
    /// <exception cref="StageException">65, naming file and offset.</exception>
    public static (List<TensorEntry> Tensors, Dictionary<string, string> Metadata) Read(Func<long, int, byte[]> read, long fileLength, string file)
    {
        if (fileLength < 8) throw StageException.Corrupt(file, $"{fileLength} bytes are too few for a safetensors file", 0);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(read(0, 8));
        if (length > LongestHeader) throw StageException.Corrupt(file, $"a header of {length} bytes; at most {LongestHeader} are allowed", 0);
        if (length > (ulong)(fileLength - 8)) throw StageException.Corrupt(file, $"the header's {length} bytes go past the file's end at {fileLength}", 0);
        long dataStart = 8 + (long)length;
        byte[] json = read(8, (int)length);
        if (json is not [(byte)'{', ..]) throw StageException.Corrupt(file, "the header does not begin with '{'", 8);
        var tensors = new List<TensorEntry>();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            foreach (JsonProperty entry in document.RootElement.EnumerateObject())
            {
                if (entry.Name == "__metadata__")
                {
                    foreach (JsonProperty item in Expect(entry.Value, JsonValueKind.Object, file, entry.Name).EnumerateObject())
                        metadata[item.Name] = Expect(item.Value, JsonValueKind.String, file, entry.Name).GetString()!;
                    continue;
                }

                tensors.Add(ReadEntry(entry, dataStart, file));
            }
        }
        catch (JsonException error)
        {
            throw new StageException(ExitCodes.CorruptInput, $"{file}: the header is not JSON ({error.Message}) (offset {8 + (error.BytePositionInLine ?? 0)})", error);
        }
        catch (InvalidOperationException error)
        {
            throw new StageException(ExitCodes.CorruptInput, $"{file}: the header holds text that is not Unicode (offset 8)", error);
        }

        tensors.Sort((a, b) => a.Offset != b.Offset ? a.Offset.CompareTo(b.Offset) : a.ByteLength.CompareTo(b.ByteLength));
        long expected = dataStart;
        foreach (TensorEntry tensor in tensors)
        {
            if (tensor.Offset != expected)
                throw StageException.Corrupt(file, $"tensor '{tensor.Name}' {(tensor.Offset < expected ? "overlaps the one before" : "leaves a gap before it")}", tensor.Offset);
            expected += tensor.ByteLength;
            if (expected > fileLength) throw StageException.Corrupt(file, $"tensor '{tensor.Name}' goes past the file's end at {fileLength}", tensor.Offset);
        }

        if (expected != fileLength) throw StageException.Corrupt(file, $"{fileLength - expected} bytes after the last tensor", expected);
        return (tensors, metadata);
    }

    private static TensorEntry ReadEntry(JsonProperty entry, long dataStart, string file)
    {
        string name = entry.Name;
        JsonElement fields = Expect(entry.Value, JsonValueKind.Object, file, name);
        string typeName = Field(fields, "dtype", JsonValueKind.String, file, name).GetString()!;
        if (!TensorTypes.TryParse(typeName, out TensorType type)) throw StageException.Corrupt(file, $"tensor '{name}' has the unknown dtype {typeName}", 8);
        long[] shape = Field(fields, "shape", JsonValueKind.Array, file, name).EnumerateArray().Select(size => Whole(size, file, name)).ToArray();
        long[] range = Field(fields, "data_offsets", JsonValueKind.Array, file, name).EnumerateArray().Select(size => Whole(size, file, name)).ToArray();
        if (range.Length != 2 || range[0] > range[1] || range[1] > long.MaxValue - dataStart) throw StageException.Corrupt(file, $"tensor '{name}' has data_offsets that are no range", 8);
        long bytes = type.Size();
        try
        {
            foreach (long size in shape) bytes = checked(bytes * size);
        }
        catch (OverflowException)
        {
            throw StageException.Corrupt(file, $"tensor '{name}' has a shape beyond all bounds", 8);
        }

        if (bytes != range[1] - range[0])
            throw StageException.Corrupt(file, $"tensor '{name}' is {typeName} [{string.Join(", ", shape)}], {bytes} bytes, but its range holds {range[1] - range[0]}", dataStart + range[0]);
        return new TensorEntry(name, type, shape, dataStart + range[0], bytes);
    }

    private static JsonElement Field(JsonElement fields, string field, JsonValueKind kind, string file, string name) =>
        fields.TryGetProperty(field, out JsonElement value) ? Expect(value, kind, file, $"{name}.{field}") : throw StageException.Corrupt(file, $"tensor '{name}' has no {field}", 8);

    private static JsonElement Expect(JsonElement value, JsonValueKind kind, string file, string name) =>
        value.ValueKind == kind ? value : throw StageException.Corrupt(file, $"'{name}' in the header must be {kind.ToString().ToLowerInvariant()}", 8);

    private static long Whole(JsonElement value, string file, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= 0 ? number : throw StageException.Corrupt(file, $"tensor '{name}' has a size that is no whole number", 8);
}
