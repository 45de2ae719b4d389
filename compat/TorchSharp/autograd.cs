using TorchSharp.Compat;

namespace TorchSharp;

public static partial class torch
{
    public static DisposeScope NewDisposeScope() => new();
    public static DisposeScope? CurrentDisposeScope => DisposeScope.Current;

    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }

    public static IDisposable no_grad() => new GradMode(false);
    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);
    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);
    public static bool is_grad_enabled() => Native.ts_grad_mode() != 0;
    public static bool is_inference_mode_enabled() => Native.ts_inference_mode() != 0;

    private sealed class GradMode : IDisposable
    {
        private readonly bool before = is_grad_enabled();

        internal GradMode(bool enabled) => Native.ts_set_grad_mode(enabled ? 1 : 0);

        public void Dispose() => Native.ts_set_grad_mode(before ? 1 : 0);
    }

    private sealed class InferenceMode(bool enabled) : IDisposable
    {
        private nint guard = Native.ts_enter_inference_mode(enabled ? 1 : 0);

        public void Dispose()
        {
            if (guard != 0)
                Native.ts_leave_inference_mode(guard);
            guard = 0;
        }
    }

    public static partial class autograd
    {
        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            nint[] o = Handles(outputs), i = Handles(inputs), g = Handles(grad_outputs), results = new nint[inputs.Count];
            fixed (nint* po = o, pi = i, pg = g, pr = results)
                Native.Check(Native.ts_autograd_grad(po, o.Length, pi, i.Length, pg, g.Length, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, pr));
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return results.Select(r => r == 0 ? null! : new Tensor(r)).ToArray();
        }

        public static unsafe void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            nint[] t = Handles(tensors), g = Handles(grad_tensors), i = Handles(inputs);
            fixed (nint* pt = t, pg = g, pi = i)
                Native.Check(Native.ts_backward(pt, t.Length, pg, g.Length, retain_graph ?? create_graph ? 1 : 0, create_graph ? 1 : 0, pi, i.Length));
            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);
    }

    public static string __version__ => unsafe_version();

    private static unsafe string unsafe_version() => Native.Utf8(Native.ts_version());

    public static int get_num_threads() => Native.ts_get_num_threads();
    public static void set_num_threads(int num) => Native.Check(Native.ts_set_num_threads(num));
    public static int get_num_interop_threads() => Native.ts_get_num_interop_threads();
    public static void set_num_interop_threads(int num) => Native.Check(Native.ts_set_num_interop_threads(num));

    /// <summary>The state of the CPU's default random number generator.</summary>
    public class Generator
    {
        private Generator()
        {
        }

        public static Generator Default { get; } = new();

        public Device device => CPU;

        public Tensor get_state()
        {
            nint state = Native.ts_get_rng_state();
            return state != 0 ? new Tensor(state) : throw Native.Error();
        }

        public void set_state(Tensor value)
        {
            Native.Check(Native.ts_set_rng_state(value.Handle));
            GC.KeepAlive(value);
        }

        public Generator manual_seed(long seed)
        {
            Native.ts_manual_seed(seed);
            return this;
        }

        public long seed() => Native.ts_random_seed();
        public long initial_seed() => Native.ts_initial_seed();
    }

    public static partial class random
    {
        public static long seed() => Generator.Default.seed();
        public static long initial_seed() => Generator.Default.initial_seed();
        public static Generator manual_seed(long seed) => Generator.Default.manual_seed(seed);
        public static Tensor get_rng_state() => Generator.Default.get_state();
        public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);
    }

    public static Generator manual_seed(long seed) => random.manual_seed(seed);
    public static long initial_seed() => random.initial_seed();
    public static Tensor get_rng_state() => random.get_rng_state();
    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    public static partial class cuda
    {
        public static bool is_available() => device_count() > 0;
        public static int device_count() => Native.ts_cuda_device_count();
        public static void manual_seed(long seed) => Native.ts_manual_seed(seed);
        public static void manual_seed_all(long seed) => Native.ts_manual_seed(seed);
        public static void synchronize(Device? device = null) => Native.Check(Native.ts_cuda_synchronize(device?.index ?? -1));
    }

    public static bool cuda_is_available() => cuda.is_available();
}
