using System.Buffers;
using MessagePack.Formatters;

namespace MessagePack;

/// <summary>Writes and reads values of attributed types, primitives, enums, arrays, lists and dictionaries. Whatever goes wrong is a
/// <see cref="MessagePackSerializationException"/> with the cause inside.</summary>
public static class MessagePackSerializer
{
    private const int KeptBuffer = 1 << 20;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? scratch;

    public static MessagePackSerializerOptions DefaultOptions { get; set; } = MessagePackSerializerOptions.Standard;

    public static byte[] Serialize<T>(T value, MessagePackSerializerOptions? options = null, CancellationToken cancellationToken = default)
    {
        // Taken while in use: a value's own serialization may call this method again.
        ArrayBufferWriter<byte> buffer = scratch ?? new ArrayBufferWriter<byte>(1024);
        scratch = null;
        try
        {
            Serialize(buffer, value, options, cancellationToken);
            return buffer.WrittenSpan.ToArray();
        }
        finally
        {
            buffer.ResetWrittenCount();
            if (buffer.Capacity <= KeptBuffer) scratch = buffer;
        }
    }

    public static void Serialize<T>(IBufferWriter<byte> writer, T value, MessagePackSerializerOptions? options = null, CancellationToken cancellationToken = default)
    {
        var fast = new MessagePackWriter(writer) { CancellationToken = cancellationToken };
        Serialize(ref fast, value, options);
        fast.Flush();
    }

    public static void Serialize<T>(ref MessagePackWriter writer, T value, MessagePackSerializerOptions? options = null)
    {
        try
        {
            FormatterCache<T>.Get().Serialize(ref writer, value, options ?? DefaultOptions);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new MessagePackSerializationException($"Failed to serialize {typeof(T).FullName} value.", e);
        }
    }

    public static void Serialize<T>(Stream stream, T value, MessagePackSerializerOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        stream.Write(Serialize(value, options, cancellationToken));
    }

    public static T Deserialize<T>(ReadOnlyMemory<byte> buffer, MessagePackSerializerOptions? options = null, CancellationToken cancellationToken = default) =>
        Deserialize<T>(buffer, options, out _, cancellationToken);

    /// <param name="buffer">Starts with the value; more may follow.</param>
    /// <param name="options">Null: <see cref="DefaultOptions"/>.</param>
    /// <param name="bytesRead">Length of the value.</param>
    /// <param name="cancellationToken">Kept on the reader.</param>
    public static T Deserialize<T>(ReadOnlyMemory<byte> buffer, MessagePackSerializerOptions? options, out int bytesRead, CancellationToken cancellationToken = default)
    {
        var reader = new MessagePackReader(buffer) { CancellationToken = cancellationToken };
        T value = Deserialize<T>(ref reader, options);
        bytesRead = (int)reader.Consumed;
        return value;
    }

    public static T Deserialize<T>(in ReadOnlySequence<byte> byteSequence, MessagePackSerializerOptions? options = null, CancellationToken cancellationToken = default)
    {
        var reader = new MessagePackReader(byteSequence) { CancellationToken = cancellationToken };
        return Deserialize<T>(ref reader, options);
    }

    public static T Deserialize<T>(ref MessagePackReader reader, MessagePackSerializerOptions? options = null)
    {
        try
        {
            return FormatterCache<T>.Get().Deserialize(ref reader, options ?? DefaultOptions);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new MessagePackSerializationException($"Failed to deserialize {typeof(T).FullName} value.", e);
        }
    }

    public static T Deserialize<T>(Stream stream, MessagePackSerializerOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return Deserialize<T>(all.GetBuffer().AsMemory(0, (int)all.Length), options, cancellationToken);
    }
}
