using System.Buffers;
using System.Runtime.CompilerServices;

namespace MessagePack.Formatters;

/// <summary>Types that the reader and the writer know themselves.</summary>
internal static class PrimitiveFormatters
{
    public static object? Find(Type type) => Type.GetTypeCode(type) switch
    {
        _ when type.IsEnum => null,
        TypeCode.Boolean => new BooleanFormatter(),
        TypeCode.Byte => new ByteFormatter(),
        TypeCode.SByte => new SByteFormatter(),
        TypeCode.Int16 => new Int16Formatter(),
        TypeCode.UInt16 => new UInt16Formatter(),
        TypeCode.Int32 => new Int32Formatter(),
        TypeCode.UInt32 => new UInt32Formatter(),
        TypeCode.Int64 => new Int64Formatter(),
        TypeCode.UInt64 => new UInt64Formatter(),
        TypeCode.Single => new SingleFormatter(),
        TypeCode.Double => new DoubleFormatter(),
        TypeCode.Char => new CharFormatter(),
        TypeCode.String => new StringFormatter(),
        TypeCode.DateTime => new DateTimeFormatter(),
        _ when type == typeof(byte[]) => new ByteArrayFormatter(),
        _ when type == typeof(int[]) => new Int32ArrayFormatter(),
        _ when type == typeof(float[]) => new SingleArrayFormatter(),
        _ => null,
    };

    private sealed class BooleanFormatter : Formatter<bool>
    {
        public override void Serialize(ref MessagePackWriter writer, bool value, MessagePackSerializerOptions options) => writer.Write(value);

        public override bool Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => reader.ReadBoolean();
    }

    private sealed class ByteFormatter : Formatter<byte>
    {
        public override void Serialize(ref MessagePackWriter writer, byte value, MessagePackSerializerOptions options) => writer.Write(value);

        public override byte Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => reader.ReadByte();
    }

    private sealed class SByteFormatter : Formatter<sbyte>
    {
        public override void Serialize(ref MessagePackWriter writer, sbyte value, MessagePackSerializerOptions options) => writer.Write(value);

        public override sbyte Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => reader.ReadSByte();
    }

    private sealed class Int16Formatter : Formatter<short>
    {
        public override void Serialize(ref MessagePackWriter writer, short value, MessagePackSerializerOptions options) => writer.Write(value);

        public override short Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => reader.ReadInt16();
    }

    private sealed class UInt16Formatter : Formatter<ushort>
    {
        public override void Serialize(ref MessagePackWriter writer, ushort value, MessagePackSerializerOptions options) => writer.Write(value);

        public override ushort Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => reader.ReadUInt16();
    }

    private sealed class Int32Formatter : Formatter<int>
    {
        public override void Serialize(ref MessagePackWriter writer, int value, MessagePackSerializerOptions options) => writer.Write(value);

        public override int Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => reader.ReadInt32();
    }

    private sealed class UInt32Formatter : Formatter<uint>
    {
        public override void Serialize(ref MessagePackWriter writer, uint value, MessagePackSerializerOptions options) => writer.Write(value);

        public override uint Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => reader.ReadUInt32();
    }

    private sealed class Int64Formatter : Formatter<long>
    {
        public override void Serialize(ref MessagePackWriter writer, long value, MessagePackSerializerOptions options) => writer.Write(value);

        public override long Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => reader.ReadInt64();
    }

    private sealed class UInt64Formatter : Formatter<ulong>
    {
        public override void Serialize(ref MessagePackWriter writer, ulong value, MessagePackSerializerOptions options) => writer.Write(value);

        public override ulong Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => reader.ReadUInt64();
    }

    private sealed class SingleFormatter : Formatter<float>
    {
        public override void Serialize(ref MessagePackWriter writer, float value, MessagePackSerializerOptions options) => writer.Write(value);

        public override float Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => reader.ReadSingle();
    }

    private sealed class DoubleFormatter : Formatter<double>
    {
        public override void Serialize(ref MessagePackWriter writer, double value, MessagePackSerializerOptions options) => writer.Write(value);

        public override double Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => reader.ReadDouble();
    }

    private sealed class CharFormatter : Formatter<char>
    {
        public override void Serialize(ref MessagePackWriter writer, char value, MessagePackSerializerOptions options) => writer.Write(value);

        public override char Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => reader.ReadChar();
    }

    private sealed class StringFormatter : Formatter<string?>
    {
        public override void Serialize(ref MessagePackWriter writer, string? value, MessagePackSerializerOptions options) => writer.Write(value);

        public override string? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => reader.ReadString();
    }

    private sealed class DateTimeFormatter : Formatter<DateTime>
    {
        public override void Serialize(ref MessagePackWriter writer, DateTime value, MessagePackSerializerOptions options) => writer.Write(value);

        public override DateTime Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => reader.ReadDateTime();
    }

    private sealed class ByteArrayFormatter : Formatter<byte[]?>
    {
        public override void Serialize(ref MessagePackWriter writer, byte[]? value, MessagePackSerializerOptions options) => writer.Write(value);

        public override byte[]? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
        {
            ReadOnlySequence<byte>? bytes = reader.ReadBytes();
            return bytes is { } found ? found.ToArray() : null;
        }
    }

    private sealed class Int32ArrayFormatter : Formatter<int[]?>
    {
        public override void Serialize(ref MessagePackWriter writer, int[]? value, MessagePackSerializerOptions options)
        {
            if (value is null)
            {
                writer.WriteNil();
                return;
            }

            writer.WriteArrayHeader(value.Length);
            foreach (int item in value) writer.Write(item);
        }

        public override int[]? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
        {
            if (reader.TryReadNil()) return null;
            int[] values = new int[reader.ReadArrayHeader()];
            for (int i = 0; i < values.Length; i++) values[i] = reader.ReadInt32();
            return values;
        }
    }

    private sealed class SingleArrayFormatter : Formatter<float[]?>
    {
        public override void Serialize(ref MessagePackWriter writer, float[]? value, MessagePackSerializerOptions options)
        {
            if (value is null)
            {
                writer.WriteNil();
                return;
            }

            writer.WriteArrayHeader(value.Length);
            foreach (float item in value) writer.Write(item);
        }

        public override float[]? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
        {
            if (reader.TryReadNil()) return null;
            float[] values = new float[reader.ReadArrayHeader()];
            for (int i = 0; i < values.Length; i++) values[i] = reader.ReadSingle();
            return values;
        }
    }
}

/// <summary>An enum is its underlying integer.</summary>
internal sealed class EnumFormatter<T> : Formatter<T>
    where T : struct, Enum
{
    private static readonly bool Signed = Enum.GetUnderlyingType(typeof(T)) is var type
        && (type == typeof(sbyte) || type == typeof(short) || type == typeof(int) || type == typeof(long));

    public override void Serialize(ref MessagePackWriter writer, T value, MessagePackSerializerOptions options)
    {
        switch (Unsafe.SizeOf<T>())
        {
            case 1 when Signed: writer.Write(Unsafe.BitCast<T, sbyte>(value)); break;
            case 1: writer.Write(Unsafe.BitCast<T, byte>(value)); break;
            case 2 when Signed: writer.Write(Unsafe.BitCast<T, short>(value)); break;
            case 2: writer.Write(Unsafe.BitCast<T, ushort>(value)); break;
            case 4 when Signed: writer.Write(Unsafe.BitCast<T, int>(value)); break;
            case 4: writer.Write(Unsafe.BitCast<T, uint>(value)); break;
            default:
                if (Signed) writer.Write(Unsafe.BitCast<T, long>(value));
                else writer.Write(Unsafe.BitCast<T, ulong>(value));
                break;
        }
    }

    public override T Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => Unsafe.SizeOf<T>() switch
    {
        1 when Signed => Unsafe.BitCast<sbyte, T>(reader.ReadSByte()),
        1 => Unsafe.BitCast<byte, T>(reader.ReadByte()),
        2 when Signed => Unsafe.BitCast<short, T>(reader.ReadInt16()),
        2 => Unsafe.BitCast<ushort, T>(reader.ReadUInt16()),
        4 when Signed => Unsafe.BitCast<int, T>(reader.ReadInt32()),
        4 => Unsafe.BitCast<uint, T>(reader.ReadUInt32()),
        _ when Signed => Unsafe.BitCast<long, T>(reader.ReadInt64()),
        _ => Unsafe.BitCast<ulong, T>(reader.ReadUInt64()),
    };
}
