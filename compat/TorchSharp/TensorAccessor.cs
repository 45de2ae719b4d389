using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>Element access to a CPU tensor in logical (row-major) order.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly Tensor tensor;
    private readonly T* data;
    private readonly long[] shape;
    private readonly long[] strides;
    private readonly bool contiguous;

    internal TensorAccessor(Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU)
            throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
        this.tensor = tensor;
        data = (T*)tensor.DataPointer();
        shape = tensor.shape;
        strides = tensor.stride();
        contiguous = tensor.is_contiguous();
        Count = tensor.numel();
    }

    public long Count { get; }
    public bool IsReadOnly => false;

    public T this[params long[] indices]
    {
        get => data[OffsetOf(indices)];
        set => data[OffsetOf(indices)] = value;
    }

    public T[] ToArray()
    {
        var array = GC.AllocateUninitializedArray<T>(checked((int)Count));
        CopyTo(array);
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        long count = Math.Min(Count - tensorIndex, array.Length - arrayIndex);
        if (contiguous)
            new ReadOnlySpan<T>(data + tensorIndex, checked((int)count)).CopyTo(array[arrayIndex..]);
        else
            for (long i = 0; i < count; i++)
                array[arrayIndex + (int)i] = data[Offset(tensorIndex + i)];
        GC.KeepAlive(tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        long count = Math.Min(Count - tensorIndex, array.Length - arrayIndex);
        if (contiguous)
            array.Slice(arrayIndex, checked((int)count)).CopyTo(new Span<T>(data + tensorIndex, (int)count));
        else
            for (long i = 0; i < count; i++)
                data[Offset(tensorIndex + i)] = array[arrayIndex + (int)i];
        GC.KeepAlive(tensor);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++)
            yield return At(i);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
    }

    private T At(long index)
    {
        T value = data[Offset(index)];
        GC.KeepAlive(tensor);
        return value;
    }

    private long Offset(long index)
    {
        if (contiguous)
            return index;
        long offset = 0;
        for (int d = shape.Length - 1; d >= 0; d--)
        {
            (index, long at) = Math.DivRem(index, shape[d]);
            offset += at * strides[d];
        }
        return offset;
    }

    private long OffsetOf(long[] indices)
    {
        if (indices.Length == 1 && shape.Length != 1)
            return (ulong)indices[0] < (ulong)Count ? Offset(indices[0]) : throw new IndexOutOfRangeException();
        if (indices.Length != shape.Length)
            throw new ArgumentException($"{indices.Length} indices for a tensor of {shape.Length} dimensions");
        long offset = 0;
        for (int d = 0; d < indices.Length; d++)
            offset += (ulong)indices[d] < (ulong)shape[d] ? indices[d] * strides[d] : throw new IndexOutOfRangeException();
        return offset;
    }
}
