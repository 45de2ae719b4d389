using System.Buffers.Binary;
using System.Text;

namespace RL4VLM.Otlp;

/// <summary>One field of a protobuf message.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Value">Varints and fixed-width values.</param>
/// <param name="Bytes">Length-delimited values.</param>
public readonly record struct ProtobufField(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    public string Hex => Convert.ToHexStringLower(Bytes.Span);

    /// <summary>The fields of the message in it.</summary>
    public List<ProtobufField> Fields => ReadAll(Bytes);

    public static List<ProtobufField> ReadAll(ReadOnlyMemory<byte> message)
    {
        var fields = new List<ProtobufField>();
        int at = 0;
        while (at < message.Length)
        {
            ulong key = Varint(message.Span, ref at);
            int number = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    fields.Add(new ProtobufField(number, Varint(message.Span, ref at), default));
                    break;
                case 1:
                    fields.Add(new ProtobufField(number, BinaryPrimitives.ReadUInt64LittleEndian(message.Span[at..]), default));
                    at += 8;
                    break;
                case 2:
                    int length = (int)Varint(message.Span, ref at);
                    fields.Add(new ProtobufField(number, 0, message.Slice(at, length)));
                    at += length;
                    break;
                case 5:
                    fields.Add(new ProtobufField(number, BinaryPrimitives.ReadUInt32LittleEndian(message.Span[at..]), default));
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"wire type {key & 7}");
            }
        }

        return fields;
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
    }
}

public static class ProtobufFieldExtensions
{
    public static IEnumerable<ProtobufField> Of(this IEnumerable<ProtobufField> fields, int number) => fields.Where(field => field.Number == number);

    public static string Text(this IEnumerable<ProtobufField> fields, int number) => fields.Of(number).Select(field => field.Text).FirstOrDefault("");

    public static string Hex(this IEnumerable<ProtobufField> fields, int number) => fields.Of(number).Select(field => field.Hex).FirstOrDefault("");

    public static ulong Number(this IEnumerable<ProtobufField> fields, int number) => fields.Of(number).Select(field => field.Value).FirstOrDefault();
}
