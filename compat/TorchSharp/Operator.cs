using System.Runtime.CompilerServices;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp.Compat;

/// <summary>
/// An operator of libtorch's dispatcher, by name ("aten::add") and overload ("Tensor"); looked up at the first call.
/// The package has no such door: outside this project only src/Models/Kernels.cs may use it.
/// </summary>
public sealed class Operator(string name, string overload = "")
{
    private const int MaxResults = 8;
    private nint handle;

    public string Name { get; } = name;

    /// <summary>Whether this libtorch has the operator.</summary>
    public bool Exists => Volatile.Read(ref handle) != 0 || (handle = Find()) != 0;

    private nint Handle => handle != 0 ? handle : Resolve();

    /// <summary>Calls it for its one tensor.</summary>
    public Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        Value result = default;
        Invoke(arguments, ref result, 1);
        return new Tensor((nint)result.Bits);
    }

    /// <summary>Calls it for its effect (in-place operators): results are dropped.</summary>
    public void Do(params ReadOnlySpan<Argument> arguments)
    {
        Value none = default;
        Invoke(arguments, ref none, 0);
    }

    /// <summary>Calls it for its first two tensors.</summary>
    public (Tensor First, Tensor Second) Call2(params ReadOnlySpan<Argument> arguments)
    {
        Results results = default;
        Invoke(arguments, ref results[0], 2);
        return (new Tensor((nint)results[0].Bits), new Tensor((nint)results[1].Bits));
    }

    /// <summary>Calls it for all its tensors; an undefined one is null.</summary>
    public unsafe Tensor?[] CallAll(params ReadOnlySpan<Argument> arguments)
    {
        Results results = default;
        int count = Invoke(arguments, ref results[0], MaxResults);
        if (count == 1 && results[0].Tag == Tag.TensorList)
        {
            var list = (nint*)results[0].Bits;
            var tensors = new Tensor[results[0].Count];
            for (int i = 0; i < tensors.Length; i++)
                tensors[i] = new Tensor(list[i]);
            Native.ts_free((nint)list);
            return tensors;
        }
        var all = new Tensor?[Math.Min(count, MaxResults)];
        for (int i = 0; i < all.Length; i++)
            all[i] = results[i].Tag == Tag.Tensor && results[i].Bits != 0 ? new Tensor((nint)results[i].Bits) : null;
        return all;
    }

    /// <summary>Calls it for a list of tensors.</summary>
    public Tensor[] CallList(params ReadOnlySpan<Argument> arguments) => CallAll(arguments)!;

    /// <summary>Calls it for a number (int, bool and double results alike).</summary>
    public double CallNumber(params ReadOnlySpan<Argument> arguments)
    {
        Value result = default;
        Invoke(arguments, ref result, 1);
        return result.Tag == Tag.Double ? BitConverter.Int64BitsToDouble(result.Bits) : result.Bits;
    }

    internal Scalar CallScalar(params ReadOnlySpan<Argument> arguments)
    {
        Value result = default;
        Invoke(arguments, ref result, 1);
        return new Scalar(result.Tag, result.Bits);
    }

    [SkipLocalsInit]
    private unsafe int Invoke(ReadOnlySpan<Argument> arguments, ref Value results, int capacity)
    {
        int lists = 0;
        foreach (ref readonly var argument in arguments)
            lists += argument.ListLength;
        var values = stackalloc Value[arguments.Length];
        const int onStack = 96;
        var small = stackalloc long[onStack];
        long[]? large = lists > onStack ? GC.AllocateUninitializedArray<long>(lists, pinned: true) : null;
        long* list = large is null ? small : (long*)Unsafe.AsPointer(ref large[0]);
        for (int i = 0; i < arguments.Length; i++)
            list = arguments[i].Write(values + i, list);
        int count;
        fixed (Value* to = &results)
            count = Native.ts_call(Handle, values, arguments.Length, to, capacity);
        GC.KeepAlive(large);
        // The arguments hold the tensors (and strings) alive until here.
        foreach (ref readonly var argument in arguments)
            argument.KeepAlive();
        if (count < 0)
            throw Native.Error();
        return count;
    }

    private nint Resolve()
    {
        nint found = Find();
        if (found == 0)
            throw Native.Error();
        return handle = found;
    }

    private unsafe nint Find()
    {
        fixed (byte* n = Encoding.UTF8.GetBytes(Name + "\0"), o = Encoding.UTF8.GetBytes(overload + "\0"))
            return Native.ts_find(n, o);
    }

    [InlineArray(MaxResults)]
    private struct Results
    {
        private Value first;
    }
}

/// <summary>One argument of an operator call; converts from everything an operator takes.</summary>
public readonly struct Argument
{
    private readonly object? reference;
    private readonly long bits;
    private readonly Tag tag;

    private Argument(Tag tag, long bits, object? reference = null) => (this.tag, this.bits, this.reference) = (tag, bits, reference);

    /// <summary>None, and the default of optional arguments.</summary>
    public static Argument None => default;

    public static implicit operator Argument(Tensor? value) => value is null ? default : new(Tag.Tensor, value.Handle, value);
    public static implicit operator Argument(long value) => new(Tag.Int, value);
    public static implicit operator Argument(int value) => new(Tag.Int, value);
    public static implicit operator Argument(long? value) => value is { } v ? new(Tag.Int, v) : default;
    public static implicit operator Argument(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Argument(double? value) => value is { } v ? new(Tag.Double, BitConverter.DoubleToInt64Bits(v)) : default;
    public static implicit operator Argument(bool value) => new(Tag.Bool, value ? 1 : 0);
    public static implicit operator Argument(string value) => new(Tag.String, 0, value);
    public static implicit operator Argument(long[]? value) => value is null ? default : new(Tag.IntList, 0, value);
    public static implicit operator Argument(double[]? value) => value is null ? default : new(Tag.DoubleList, 0, value);
    public static implicit operator Argument(bool[]? value) => value is null ? default : new(Tag.BoolList, 0, value);
    public static implicit operator Argument(Tensor?[]? value) => value is null ? default : new(Tag.TensorList, 0, value);
    public static implicit operator Argument(Scalar value) => new(value.Tag, value.Bits);
    public static implicit operator Argument(Scalar? value) => value is { } v ? new(v.Tag, v.Bits) : default;
    public static implicit operator Argument(ScalarType value) => new(Tag.Int, (long)value);
    public static implicit operator Argument(ScalarType? value) => value is { } v ? new(Tag.Int, (long)v) : default;
    public static implicit operator Argument(Device? value) => value is null ? default : new(Tag.Device, value.Packed);

    internal int ListLength => tag switch
    {
        Tag.IntList or Tag.DoubleList or Tag.TensorList => Math.Max(1, ((Array)reference!).Length),
        Tag.BoolList => ((Array)reference!).Length / 8 + 1,
        Tag.String => ((string)reference!).Length * 3 / 8 + 1,
        _ => 0,
    };

    /// <summary>Writes the value, and a list's elements at <paramref name="list"/>; returns the place after them.</summary>
    internal unsafe long* Write(Value* to, long* list)
    {
        to->Tag = tag;
        to->Count = 0;
        if (tag is Tag.None or Tag.Int or Tag.Double or Tag.Bool or Tag.Tensor or Tag.Device)
        {
            to->Bits = bits;
            return list;
        }
        to->Bits = (long)list;
        switch (reference)
        {
            case long[] numbers:
                numbers.CopyTo(new Span<long>(list, numbers.Length));
                to->Count = numbers.Length;
                break;
            case double[] numbers:
                numbers.CopyTo(new Span<double>(list, numbers.Length));
                to->Count = numbers.Length;
                break;
            case Tensor?[] tensors:
                for (int i = 0; i < tensors.Length; i++)
                    list[i] = tensors[i]?.Handle ?? 0;
                to->Count = tensors.Length;
                break;
            case bool[] flags:
                flags.CopyTo(new Span<bool>(list, flags.Length));
                to->Count = flags.Length;
                break;
            case string text:
                to->Count = Encoding.UTF8.GetBytes(text, new Span<byte>(list, ListLength * 8));
                break;
        }
        return list + ListLength;
    }

    internal void KeepAlive() => GC.KeepAlive(reference);
}
