using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using RL4VLM.Core.Stages;

namespace RL4VLM.Models.Weights;

/// <summary>Tensors by name, from one file or several shards. Thread-safe.</summary>
public interface ITensorSource : IDisposable
{
    /// <summary>Every tensor, in the order they lie in the files.</summary>
    IReadOnlyList<TensorEntry> Tensors { get; }

    bool TryGet(string name, out TensorEntry entry);

    /// <summary>Copies a tensor's bytes as stored (little-endian, row-major).</summary>
    void ReadBytes(string name, Span<byte> destination);

    /// <summary>Reads a tensor's elements as float32, converting F16, BF16 and F64.</summary>
    void ReadFloat32(string name, Span<float> destination);

    /// <inheritdoc cref="ReadFloat32(string, Span{float})"/>
    float[] ReadFloat32(string name);

    /// <summary>Reads a tensor's elements as int64, converting the smaller integer types.</summary>
    long[] ReadInt64(string name);
}

/// <summary>A safetensors file, read as asked for; nothing is kept in memory but the header.</summary>
public sealed class SafetensorsFile : ITensorSource
{
    private const int ChunkBytes = 1 << 20;

    private readonly SafeFileHandle handle;
    private readonly Dictionary<string, TensorEntry> byName;

    private SafetensorsFile(SafeFileHandle handle, string path)
    {
        this.handle = handle;
        Path = path;
        (List<TensorEntry> tensors, Dictionary<string, string> metadata) = SafetensorsHeader.Read(
            (offset, count) =>
            {
                var bytes = new byte[count];
                ReadExactly(offset, bytes);
                return bytes;
            },
            RandomAccess.GetLength(handle),
            path);
        Tensors = tensors;
        Metadata = metadata;
        byName = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    public string Path { get; }

    public IReadOnlyList<TensorEntry> Tensors { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <exception cref="StageException">78: no such file; 65: not a sound safetensors file.</exception>
    public static SafetensorsFile Open(string path)
    {
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(path, options: FileOptions.SequentialScan);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StageException(ExitCodes.BadManifest, $"{path}: no such file", error);
        }

        try
        {
            return new SafetensorsFile(handle, path);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public bool TryGet(string name, out TensorEntry entry) => byName.TryGetValue(name, out entry!);

    public void ReadBytes(string name, Span<byte> destination)
    {
        TensorEntry entry = Find(name);
        if (destination.Length != entry.ByteLength) throw new ArgumentException($"{name} takes {entry.ByteLength} bytes, not {destination.Length}", nameof(destination));
        ReadExactly(entry.Offset, destination);
    }

    public float[] ReadFloat32(string name)
    {
        var values = GC.AllocateUninitializedArray<float>(Count(Find(name)));
        ReadFloat32(name, values);
        return values;
    }

    public void ReadFloat32(string name, Span<float> destination)
    {
        TensorEntry entry = Find(name);
        if (destination.Length != entry.ElementCount) throw new ArgumentException($"{name} has {entry.ElementCount} elements, not {destination.Length}", nameof(destination));
        if (entry.Type == TensorType.F32)
        {
            ReadExactly(entry.Offset, MemoryMarshal.AsBytes(destination));
            return;
        }

        if (!FloatConversion.Supports(entry.Type)) throw StageException.Corrupt(Path, $"tensor '{name}' is {entry.Type.Name()}, not a floating-point tensor", entry.Offset);
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(ChunkBytes, Math.Max(8, entry.ByteLength)));
        int size = entry.Type.Size(), chunk = buffer.Length / size;
        for (int done = 0; done < destination.Length; done += chunk)
        {
            int count = Math.Min(chunk, destination.Length - done);
            ReadExactly(entry.Offset + ((long)done * size), buffer.AsSpan(0, count * size));
            FloatConversion.ToFloat32(entry.Type, buffer.AsSpan(0, count * size), destination.Slice(done, count));
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    public long[] ReadInt64(string name)
    {
        TensorEntry entry = Find(name);
        var bytes = new byte[checked(Count(entry) * entry.Type.Size())];
        ReadExactly(entry.Offset, bytes);
        return entry.Type switch
        {
            TensorType.I64 => MemoryMarshal.Cast<byte, long>(bytes).ToArray(),
            TensorType.I32 => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(bytes).ToArray(), value => (long)value),
            TensorType.U32 => Array.ConvertAll(MemoryMarshal.Cast<byte, uint>(bytes).ToArray(), value => (long)value),
            TensorType.I16 => Array.ConvertAll(MemoryMarshal.Cast<byte, short>(bytes).ToArray(), value => (long)value),
            TensorType.U16 => Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(bytes).ToArray(), value => (long)value),
            TensorType.I8 => Array.ConvertAll(MemoryMarshal.Cast<byte, sbyte>(bytes).ToArray(), value => (long)value),
            TensorType.U8 or TensorType.Bool => Array.ConvertAll(bytes, value => (long)value),
            _ => throw StageException.Corrupt(Path, $"tensor '{name}' is {entry.Type.Name()}, not an integer tensor", entry.Offset),
        };
    }

    public void Dispose() => handle.Dispose();

    private TensorEntry Find(string name) => byName.TryGetValue(name, out TensorEntry? entry) ? entry : throw StageException.Corrupt(Path, $"there is no tensor '{name}'");

    private int Count(TensorEntry entry) => entry.ElementCount <= Array.MaxLength ? (int)entry.ElementCount : throw StageException.Corrupt(Path, $"tensor '{entry.Name}' has {entry.ElementCount} elements, too many for one array", entry.Offset);

    private void ReadExactly(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            int count = RandomAccess.Read(handle, destination, offset);
            if (count == 0) throw StageException.Corrupt(Path, "the file ends early", offset);
            destination = destination[count..];
            offset += count;
        }
    }
}
