using System.Runtime.InteropServices;

namespace TorchSharp.Compat;

/// <summary>The C ABI of native/dispatcher.cpp. All signatures are blittable; compute never suppresses the GC transition.</summary>
internal static unsafe partial class Native
{
    private const string Library = "TorchSharpCompat";

    [LibraryImport(Library)] internal static partial byte* ts_error();
    [LibraryImport(Library)] internal static partial byte* ts_version();
    [LibraryImport(Library)] internal static partial nint ts_find(byte* name, byte* overload);
    [LibraryImport(Library)] internal static partial int ts_call(nint op, Value* arguments, int count, Value* results, int capacity);
    [LibraryImport(Library)] internal static partial void ts_release(nint tensor);
    [LibraryImport(Library)] internal static partial nint ts_retain(nint tensor);
    [LibraryImport(Library)] internal static partial void ts_free(nint memory);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int ts_meta(nint tensor, Meta* meta);
    [LibraryImport(Library)] internal static partial void* ts_data(nint tensor);
    [LibraryImport(Library)] internal static partial nint ts_from_data(void* data, long* sizes, int dims, int dtype);
    [LibraryImport(Library)] internal static partial int ts_set_data(nint tensor, nint source);
    [LibraryImport(Library)] internal static partial int ts_set_requires_grad(nint tensor, int value);
    [LibraryImport(Library)] internal static partial int ts_retain_grad(nint tensor);
    [LibraryImport(Library)] internal static partial nint ts_grad(nint tensor);
    [LibraryImport(Library)] internal static partial int ts_set_grad(nint tensor, nint grad);
    [LibraryImport(Library)] internal static partial int ts_backward(nint* tensors, int count, nint* grads, int gradCount, int retainGraph, int createGraph, nint* inputs, int inputCount);
    [LibraryImport(Library)] internal static partial int ts_autograd_grad(nint* outputs, int count, nint* inputs, int inputCount, nint* grads, int gradCount, int retainGraph, int createGraph, int allowUnused, nint* results);
    [LibraryImport(Library)] internal static partial int ts_grad_mode();
    [LibraryImport(Library)] internal static partial void ts_set_grad_mode(int enabled);
    [LibraryImport(Library)] internal static partial int ts_inference_mode();
    [LibraryImport(Library)] internal static partial nint ts_enter_inference_mode(int enabled);
    [LibraryImport(Library)] internal static partial void ts_leave_inference_mode(nint guard);
    [LibraryImport(Library)] internal static partial void ts_manual_seed(long seed);
    [LibraryImport(Library)] internal static partial long ts_initial_seed();
    [LibraryImport(Library)] internal static partial long ts_random_seed();
    [LibraryImport(Library)] internal static partial nint ts_get_rng_state();
    [LibraryImport(Library)] internal static partial int ts_set_rng_state(nint state);
    [LibraryImport(Library)] internal static partial int ts_get_num_threads();
    [LibraryImport(Library)] internal static partial int ts_set_num_threads(int count);
    [LibraryImport(Library)] internal static partial int ts_get_num_interop_threads();
    [LibraryImport(Library)] internal static partial int ts_set_num_interop_threads(int count);
    [LibraryImport(Library)] internal static partial int ts_cuda_device_count();
    [LibraryImport(Library)] internal static partial int ts_cuda_synchronize(int device);
    [LibraryImport(Library)] internal static partial void ts_cuda_empty_cache();
    [LibraryImport(Library)] internal static partial byte* ts_blas_path();

    static Native() => WarnAboutSlowBlas();

    internal static string Utf8(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    /// <summary>The message of the last failed call of this thread as the exception the package throws.</summary>
    internal static ExternalException Error() => new(Utf8(ts_error()));

    internal static void Check(int result)
    {
        if (result < 0)
            throw Error();
    }

    // Debian's libblas3 alone is the reference implementation: correct, and some thirty times slower.
    private static void WarnAboutSlowBlas()
    {
        string path;
        try
        {
            path = Utf8(ts_blas_path());
        }
        catch (DllNotFoundException exception)
        {
            throw new DllNotFoundException("libtorch could not be loaded: install it with `make dependencies` (apt-get install libtorch-dev libopenblas0-pthread). " + exception.Message, exception);
        }
        if (path.Contains("/blas/libblas", StringComparison.Ordinal))
            Console.Error.WriteLine($"WARNING: matrix multiplication runs on the reference BLAS ({path}), about 30 times slower than OpenBLAS. Install it: apt-get install libopenblas0-pthread");
    }
}

/// <summary>A tagged value as it crosses the boundary (16 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Value
{
    public Tag Tag;
    public int Count;
    public long Bits;
}

internal enum Tag
{
    None, Int, Double, Bool, Tensor, TensorList, IntList, DoubleList, String, OptionalTensorList, Device, BoolList,
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Meta
{
    public long NumberOfElements;
    public long Device;
    public long* Sizes;
    public long* Strides;
    public long Offset;
    public int Dimensions;
    public sbyte Type;
    public byte ElementSize;
    public byte Contiguous;
    public byte RequiresGrad;
    public byte Leaf;
    public byte Inference;
}
