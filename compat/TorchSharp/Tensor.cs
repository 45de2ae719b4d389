using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp.Compat;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A tensor: one owned reference to a native TensorImpl. It belongs to the innermost <see cref="DisposeScope"/> of the
    /// thread that made it; without a scope, or when detached, Dispose or the finalizer gives it back.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private static long totalCount;
        private static long peakCount;
        private nint handle;

        internal DisposeScope? OwningDisposeScope;
        internal Tensor? NextInScope;
        internal Tensor? PreviousInScope;

        internal Tensor(nint handle) : this(handle, register: true)
        {
        }

        internal Tensor(nint handle, bool register)
        {
            this.handle = handle;
            Count();
            if (register)
                DisposeScope.Current?.Add(this);
        }

        /// <summary>Takes ownership of a native handle.</summary>
        public static Tensor UnsafeCreateTensor(IntPtr handle) => new(handle);

        ~Tensor() => Release();

        /// <summary>Tensors alive now.</summary>
        public static long TotalCount => Volatile.Read(ref totalCount);

        /// <summary>Most tensors alive at one time.</summary>
        public static long PeakCount => Volatile.Read(ref peakCount);

        public string? name { get; set; }

        public bool IsInvalid => handle == 0;

        public IntPtr Handle => handle != 0 ? handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public void Dispose()
        {
            Release();
            GC.SuppressFinalize(this);
            OwningDisposeScope?.Remove(this);
        }

        /// <summary>Moves it to the scope around the one that owns it, so that it outlives its own.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Takes it out of its scope: from now on the caller disposes it.</summary>
        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            OwningDisposeScope?.Remove(this);
            other?.Add(this);
            return this;
        }

        /// <summary>Gives up the native handle; the caller owns it.</summary>
        public IntPtr DecoupleFromNativeHandle()
        {
            nint taken = MoveHandle();
            OwningDisposeScope?.Remove(this);
            return taken;
        }

        internal nint MoveHandle()
        {
            nint taken = Interlocked.Exchange(ref handle, 0);
            if (taken != 0)
                Interlocked.Decrement(ref totalCount);
            GC.SuppressFinalize(this);
            return taken;
        }

        private static void Count()
        {
            long now = Interlocked.Increment(ref totalCount);
            if (now > peakCount)
                peakCount = now;
        }

        private void Release()
        {
            nint taken = Interlocked.Exchange(ref handle, 0);
            if (taken == 0)
                return;
            Native.ts_release(taken);
            Interlocked.Decrement(ref totalCount);
        }

        private unsafe Meta Metadata
        {
            get
            {
                Meta meta;
                Native.Check(Native.ts_meta(Handle, &meta));
                return meta;
            }
        }

        public long Dimensions => Metadata.Dimensions;
        public long dim() => Dimensions;
        public long ndim => Dimensions;
        public long NumberOfElements => Metadata.NumberOfElements;
        public long numel() => NumberOfElements;
        public long ElementSize => Metadata.ElementSize;
        public long element_size() => ElementSize;
        public ScalarType dtype => (ScalarType)Metadata.Type;
        public Device device => Device.Unpack(Metadata.Device);
        public int device_index => device.index;
        public DeviceType device_type => device.type;
        public bool is_cpu() => device_type == DeviceType.CPU;
        public bool is_cuda => device_type == DeviceType.CUDA;
        public bool is_meta => device_type == DeviceType.META;
        public bool is_leaf => Metadata.Leaf != 0;
        public bool is_integral() => torch.is_integral(dtype);
        public bool is_floating_point() => torch.is_floating_point(dtype);
        public bool is_complex() => torch.is_complex(dtype);
        public bool is_contiguous() => Metadata.Contiguous != 0;
        public long storage_offset() => Metadata.Offset;

        public unsafe long[] shape
        {
            get
            {
                var meta = Metadata;
                var sizes = new ReadOnlySpan<long>(meta.Sizes, meta.Dimensions).ToArray();
                GC.KeepAlive(this);
                return sizes;
            }
        }

        public long[] size() => shape;

        public unsafe long size(int dim)
        {
            var meta = Metadata;
            int at = dim < 0 ? dim + meta.Dimensions : dim;
            if ((uint)at >= (uint)meta.Dimensions)
                throw new ArgumentOutOfRangeException(nameof(dim), dim, $"the tensor has {meta.Dimensions} dimensions");
            long size = meta.Sizes[at];
            GC.KeepAlive(this);
            return size;
        }

        public unsafe long[] stride()
        {
            var meta = Metadata;
            var strides = new ReadOnlySpan<long>(meta.Strides, meta.Dimensions).ToArray();
            GC.KeepAlive(this);
            return strides;
        }

        public long stride(int dim) => stride()[dim < 0 ? dim + (int)Dimensions : dim];

        public bool requires_grad
        {
            get => Metadata.RequiresGrad != 0;
            set => Native.Check(Native.ts_set_requires_grad(Handle, value ? 1 : 0));
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public void retain_grad() => Native.Check(Native.ts_retain_grad(Handle));

        /// <summary>The accumulated gradient, null when there is none.</summary>
        public Tensor? grad
        {
            get
            {
                nint gradient = Native.ts_grad(Handle);
                GC.KeepAlive(this);
                return gradient == 0 ? null : new Tensor(gradient);
            }
            set
            {
                Native.Check(Native.ts_set_grad(Handle, value?.Handle ?? 0));
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        public void backward() => autograd.backward([this]);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);

        /// <summary>Typed access to the elements; a tensor of another device is copied first.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            ValidateType(typeof(T));
            return new TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu());
        }

        /// <summary>The one element.</summary>
        public unsafe T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new ArgumentException("Number of elements in the tensor must be 1");
            ValidateType(typeof(T));
            if (device_type == DeviceType.CPU)
            {
                T value = *(T*)DataPointer();
                GC.KeepAlive(this);
                return value;
            }
            using var here = cpu();
            T copied = *(T*)here.DataPointer();
            GC.KeepAlive(here);
            return copied;
        }

        /// <summary>The raw bytes of a contiguous CPU tensor; settable with as many bytes.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                if (!is_contiguous())
                    throw new NotSupportedException("Bytes() called on non-contiguous tensor.");
                if (device_type != DeviceType.CPU)
                    return cpu().bytes;
                return new Span<byte>(DataPointer(), checked((int)(NumberOfElements * ElementSize)));
            }
            set
            {
                if (value.Length != NumberOfElements * ElementSize)
                    throw new ArgumentException("Mismatched data sizes in SetBytes().");
                value.CopyTo(bytes);
            }
        }

        internal unsafe void* DataPointer()
        {
            void* pointer = Native.ts_data(Handle);
            if (pointer == null && NumberOfElements > 0)
                throw Native.Error();
            return pointer;
        }

        private void ValidateType(Type wanted)
        {
            var type = dtype;
            bool fits = type switch
            {
                ScalarType.Byte => wanted == typeof(byte),
                ScalarType.Int8 => wanted == typeof(sbyte),
                ScalarType.Int16 => wanted == typeof(short),
                ScalarType.Int32 => wanted == typeof(int),
                ScalarType.Int64 => wanted == typeof(long),
                ScalarType.Float16 => wanted == typeof(Half),
                ScalarType.Float32 => wanted == typeof(float),
                ScalarType.Float64 => wanted == typeof(double),
                ScalarType.Bool => wanted == typeof(bool),
                ScalarType.BFloat16 => wanted == typeof(ushort),
                _ => false,
            };
            if (!fits)
                throw new ArgumentException($"{wanted.Name} is not compatible with {type}");
        }

        public Scalar ToScalar() => Ops.item.CallScalar(this);

        public static explicit operator float(Tensor value) => value.ToSingle();
        public static explicit operator double(Tensor value) => value.ToDouble();
        public static explicit operator byte(Tensor value) => value.ToByte();
        public static explicit operator int(Tensor value) => value.ToInt32();
        public static explicit operator long(Tensor value) => value.ToInt64();
        public static explicit operator bool(Tensor value) => value.ToBoolean();

        public static implicit operator Tensor(Scalar scalar) => scalar.Type switch
        {
            ScalarType.Bool => tensor(scalar.ToBoolean()),
            ScalarType.Int64 => tensor(scalar.ToInt64()),
            _ => tensor(scalar.ToDouble()),
        };

        public static implicit operator Tensor(byte value) => tensor(value);
        public static implicit operator Tensor(int value) => tensor(value);
        public static implicit operator Tensor(long value) => tensor(value);
        public static implicit operator Tensor(float value) => tensor(value);
        public static implicit operator Tensor(double value) => tensor(value);
        public static implicit operator Tensor(bool value) => tensor(value);

        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            After(Ops.to_dtype.Call(this, type, non_blocking, copy), disposeAfter);

        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);
        public Tensor type(ScalarType dtype) => to(dtype);
        public Tensor type(Func<Tensor, Tensor> typeFunc) => typeFunc(this);

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => to_type(type, copy, disposeAfter, non_blocking);

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            After(Ops.to_device.Call(this, device, type, non_blocking, copy), disposeAfter);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => to(dtype, device, copy, disposeAfter, non_blocking);
        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => to(new Device(device), copy, disposeAfter, non_blocking);
        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => to(new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);
        public Tensor to(Tensor other, bool non_blocking = false) => to(other.dtype, other.device, non_blocking: non_blocking);
        public Tensor cpu() => to(CPU);
        public Tensor cuda(Device? device = null, bool non_blocking = false) => to(device ?? CUDA, non_blocking: non_blocking);

        private Tensor After(Tensor result, bool disposeAfter)
        {
            if (disposeAfter && !ReferenceEquals(result, this))
                Dispose();
            return result;
        }

        public override bool Equals(object? obj) => ReferenceEquals(this, obj);
        public override int GetHashCode() => base.GetHashCode();

        public override string ToString() => $"[{string.Join("x", shape.Select(s => s.ToString(CultureInfo.InvariantCulture)))}], type = {dtype}, device = {device}";
    }

    internal static nint[] Handles(IEnumerable<Tensor>? tensors) => tensors?.Select(t => t.Handle).ToArray() ?? [];
}

public static class TensorExtensionMethods
{
    public static Parameter AsParameter(this torch.Tensor tensor) => new(tensor);
    public static float ToSingle(this torch.Tensor value) => value.ToScalar().ToSingle();
    public static double ToDouble(this torch.Tensor value) => value.ToScalar().ToDouble();
    public static byte ToByte(this torch.Tensor value) => value.ToScalar().ToByte();
    public static short ToInt16(this torch.Tensor value) => value.ToScalar().ToInt16();
    public static int ToInt32(this torch.Tensor value) => value.ToScalar().ToInt32();
    public static long ToInt64(this torch.Tensor value) => value.ToScalar().ToInt64();
    public static bool ToBoolean(this torch.Tensor value) => value.ToScalar().ToBoolean();

    public static int ElementSize(this torch.ScalarType type) => type switch
    {
        torch.ScalarType.Byte or torch.ScalarType.Int8 or torch.ScalarType.Bool => 1,
        torch.ScalarType.Int16 or torch.ScalarType.Float16 or torch.ScalarType.BFloat16 => 2,
        torch.ScalarType.Int32 or torch.ScalarType.Float32 => 4,
        torch.ScalarType.Int64 or torch.ScalarType.Float64 or torch.ScalarType.ComplexFloat32 => 8,
        torch.ScalarType.ComplexFloat64 => 16,
        _ => throw new NotSupportedException(type.ToString()),
    };

    public static bool IsFloatingPoint(this torch.ScalarType type) => torch.is_floating_point(type);
    public static bool IsComplex(this torch.ScalarType type) => torch.is_complex(type);
    public static bool IsIntegral(this torch.ScalarType type) => torch.is_integral(type);
}
