using System.Collections;
using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    /// <summary>A tensor that a module registers as trainable. Takes over the tensor it is made from.</summary>
    public class Parameter : torch.Tensor
    {
        public Parameter(torch.Tensor data, bool requires_grad = true) : base(data.with_requires_grad(requires_grad).MoveHandle(), false)
        {
            if (data.OwningDisposeScope is { } scope)
            {
                scope.Remove(data);
                scope.Add(this);
            }
        }
    }

    /// <summary>y = x Wᵀ + b; W is [out, in].</summary>
    public sealed class Linear : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        internal Linear(Parameter weight, Parameter? bias = null) : base(nameof(Linear))
        {
            this.weight = weight;
            this.bias = bias;
            in_features = weight.size(1);
            out_features = weight.size(0);
            register_parameter(nameof(weight), weight);
            if (bias is not null)
                register_parameter(nameof(bias), bias);
        }

        internal static Linear Create(long inputSize, long outputSize, bool hasBias, torch.Device? device, torch.ScalarType? dtype)
        {
            var weight = torch.empty(outputSize, inputSize, dtype, device);
            torch.nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
            Parameter? bias = null;
            if (hasBias)
            {
                double bound = 1 / Math.Sqrt(inputSize);
                bias = new Parameter(torch.empty(outputSize, dtype, device).uniform_(-bound, bound));
            }
            return new Linear(new Parameter(weight), bias);
        }

        public Parameter weight { get; }
        public Parameter? bias { get; }
        public long in_features { get; }
        public long out_features { get; }

        public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.linear(tensor, weight, bias);
    }

    /// <summary>Rows of a [count, size] table by int64 id.</summary>
    public sealed class Embedding : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        private readonly long paddingIndex;

        internal Embedding(Parameter weight, long? padding_idx) : base(nameof(Embedding))
        {
            this.weight = weight;
            paddingIndex = padding_idx ?? -1;
            register_parameter(nameof(weight), weight);
        }

        public Parameter weight { get; }

        public override torch.Tensor forward(torch.Tensor input) => Compat.Ops.embedding.Call(weight, input, paddingIndex);
    }

    public sealed class LayerNorm : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, torch.Device? device, torch.ScalarType? dtype) : base(nameof(LayerNorm))
        {
            this.normalized_shape = normalized_shape;
            this.eps = eps;
            this.elementwise_affine = elementwise_affine;
            if (!elementwise_affine)
                return;
            weight = new Parameter(torch.ones(normalized_shape, dtype, device));
            register_parameter(nameof(weight), weight);
            if (!bias)
                return;
            this.bias = new Parameter(torch.zeros(normalized_shape, dtype, device));
            register_parameter(nameof(bias), this.bias);
        }

        public long[] normalized_shape { get; set; }
        public double eps { get; set; }
        public bool elementwise_affine { get; set; }
        public Parameter? weight { get; }
        public Parameter? bias { get; }

        public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.layer_norm(tensor, normalized_shape, weight, bias, eps);
    }

    public sealed class Dropout : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        internal Dropout(double p, bool inplace) : base(nameof(Dropout)) => (this.p, this.inplace) = (p, inplace);

        public double p { get; set; }
        public bool inplace { get; set; }

        public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.dropout(tensor, p, training, inplace);
    }

    public sealed class Conv2d : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        private readonly long[] strides;
        private readonly long[] paddings;
        private readonly long[] dilations;
        private readonly long groups;

        internal Conv2d(long in_channels, long out_channels, (long, long) kernel, long[] stride, long[] padding, long[] dilation, long groups, bool bias, torch.Device? device, torch.ScalarType? dtype) : base(nameof(Conv2d))
        {
            (strides, paddings, dilations, this.groups) = (stride, padding, dilation, groups);
            var w = torch.empty(out_channels, in_channels / groups, kernel.Item1, kernel.Item2, dtype, device);
            torch.nn.init.kaiming_uniform_(w, Math.Sqrt(5));
            weight = new Parameter(w);
            register_parameter(nameof(weight), weight);
            if (!bias)
                return;
            double bound = 1 / Math.Sqrt(in_channels / groups * kernel.Item1 * kernel.Item2);
            this.bias = new Parameter(torch.empty(out_channels, dtype, device).uniform_(-bound, bound));
            register_parameter(nameof(bias), this.bias);
        }

        public Parameter weight { get; }
        public Parameter? bias { get; }

        public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.conv2d(input, weight, bias, strides, paddings, dilations, groups);
    }

    /// <summary>A list of modules, registered as "0", "1", …</summary>
    public class ModuleList<T> : torch.nn.Module, IList<T> where T : torch.nn.Module
    {
        private readonly List<T> list = [];

        public ModuleList(params T[] modules) : base(nameof(ModuleList<T>)) => list.AddRange(modules);

        protected override void RegisterComponents()
        {
            ClearModules();
            for (int i = 0; i < list.Count; i++)
                register_module(i.ToString(System.Globalization.CultureInfo.InvariantCulture), list[i]);
        }

        public T this[int index]
        {
            get => list[index];
            set => list[index] = value;
        }

        public int Count => list.Count;
        public bool IsReadOnly => false;
        public void Add(T item) => list.Add(item);
        public void append(params T[] parameters) => list.AddRange(parameters);
        public void extend(IEnumerable<T> modules) => list.AddRange(modules);
        public void Clear() => list.Clear();
        public bool Contains(T item) => list.Contains(item);
        public void CopyTo(T[] array, int arrayIndex) => list.CopyTo(array, arrayIndex);
        public IEnumerator<T> GetEnumerator() => list.GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => list.GetEnumerator();
        public int IndexOf(T item) => list.IndexOf(item);
        public void Insert(int index, T item) => list.Insert(index, item);
        public bool Remove(T item) => list.Remove(item);
        public void RemoveAt(int index) => list.RemoveAt(index);
    }

    /// <summary>Modules applied one after another, registered as "0", "1", … or by the names given.</summary>
    public class Sequential : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        private readonly List<torch.nn.Module<torch.Tensor, torch.Tensor>> list = [];

        internal Sequential(IEnumerable<(string name, torch.nn.Module<torch.Tensor, torch.Tensor> submodule)> modules) : base(nameof(Sequential))
        {
            foreach (var (own, module) in modules)
            {
                list.Add(module);
                register_module(own, module);
            }
        }

        protected override void RegisterComponents()
        {
        }

        public int Count => list.Count;

        public override torch.Tensor forward(torch.Tensor tensor)
        {
            using var scope = torch.NewDisposeScope();
            var x = tensor;
            foreach (var module in list)
                x = module.call(x);
            return ReferenceEquals(x, tensor) ? x.alias() : x.MoveToOuterDisposeScope();
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public partial class Tensor
        {
            public Tensor alias() => Compat.Ops.alias.Call(this);
        }

        public static partial class nn
        {
            public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) => Modules.Linear.Create(inputSize, outputSize, hasBias, device, dtype);
            public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);

            public static Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
            {
                if (max_norm is not null || scale_grad_by_freq || sparse)
                    throw new NotSupportedException("max_norm, scale_grad_by_freq and sparse are outside this subset");
                var weight = randn(num_embeddings, embedding_dims, dtype, device);
                if (padding_idx is { } padding)
                    weight.select(0, padding).zero_();
                return new Embedding(new Parameter(weight), padding_idx);
            }

            public static LayerNorm LayerNorm(long[] normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) => new(normalized_shape, eps, elementwise_affine, bias, device, dtype);
            public static LayerNorm LayerNorm(long normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) => new([normalized_shape], eps, elementwise_affine, bias, device, dtype);
            public static Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);

            public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                padding_mode == PaddingModes.Zeros
                    ? new(in_channels, out_channels, (kernel_size, kernel_size), [stride, stride], [padding, padding], [dilation, dilation], groups, bias, device, dtype)
                    : throw new NotSupportedException("only zero padding");

            public static ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);
            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules.Select((m, i) => (i.ToString(System.Globalization.CultureInfo.InvariantCulture), m)));
            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);
        }
    }
}
