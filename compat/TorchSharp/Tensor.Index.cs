using TorchSharp.Compat;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>One position of an indexing expression.</summary>
    public struct TensorIndex
    {
        internal enum Kind
        {
            None, Single, Bool, Slice, Ellipsis, Null, Tensor,
        }

        internal Kind kind;
        internal long? start;
        internal long? stop;
        internal long? step;
        internal Tensor? tensor;

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new() { kind = Kind.Slice, start = start, stop = stop, step = step };
        public static TensorIndex Slice((int? start, int? end) range) => Slice(range.start, range.end);

        public static TensorIndex Slice(Range range) => Slice(
            range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value,
            range.End is { IsFromEnd: true, Value: 0 } ? null : range.End.IsFromEnd ? -range.End.Value : range.End.Value);

        public static TensorIndex Bool(bool value) => new() { kind = Kind.Bool, start = value ? 1 : 0 };
        public static TensorIndex Single(long? index) => new() { kind = Kind.Single, start = index };
        public static TensorIndex Tensor(Tensor tensor) => new() { kind = Kind.Tensor, tensor = tensor };

        public static readonly TensorIndex Ellipsis = new() { kind = Kind.Ellipsis };
        public static readonly TensorIndex None = new() { kind = Kind.None };
        public static readonly TensorIndex Null = new() { kind = Kind.Null };
        public static readonly TensorIndex Colon = Slice();

        public static implicit operator TensorIndex(long value) => Single(value);
        public static implicit operator TensorIndex(Tensor value) => Tensor(value);
        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);
        public static implicit operator TensorIndex(Range range) => Slice(range);
        public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);
    }

    public partial class Tensor
    {
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => Put([i1], value);
        }

        public Tensor this[long i1, long i2]
        {
            get => select(0, i1).select(0, i2);
            set => Put([i1, i2], value);
        }

        public Tensor this[long i1, long i2, long i3]
        {
            get => select(0, i1).select(0, i2).select(0, i3);
            set => Put([i1, i2, i3], value);
        }

        public Tensor index(params TensorIndex[] indices)
        {
            var view = View(indices, out var tensors);
            return tensors is null ? view : Ops.index.Call(view, tensors);
        }

        public Tensor index(params Tensor[] indices) => Ops.index.Call(this, indices);

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            var view = View(indices, out var tensors);
            if (tensors is not null)
                Ops.index_put_.Do(view, tensors, value, accumulate);
            else if (accumulate)
                view.add_(value);
            else
                view.copy_(value);
            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, false);
        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) => Self(Ops.index_put_, this, indices, value, accumulate);
        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var scalar = Ops.full.Call(Array.Empty<long>(), value, dtype, Argument.None, device);
            return index_put_(scalar, indices, false);
        }

        public Tensor index_select(long dim, Tensor index) => Ops.index_select.Call(this, dim, index);
        public Tensor index_copy(long dim, Tensor index, Tensor source) => Ops.index_copy.Call(this, dim, index, source);
        public Tensor index_copy_(long dim, Tensor index, Tensor source) => Self(Ops.index_copy_, this, dim, index, source);
        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) => Ops.index_add.Call(this, dim, index, source, alpha);
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) => Self(Ops.index_add_, this, dim, index, source, alpha);
        public Tensor index_fill(long dim, Tensor index, Scalar value) => Ops.index_fill.Call(this, dim, index, value);
        public Tensor index_fill_(long dim, Tensor index, Scalar value) => Self(Ops.index_fill_, this, dim, index, value);
        public Tensor gather(long dim, Tensor index) => Ops.gather.Call(this, dim, index);
        public Tensor scatter(long dim, Tensor index, Tensor src) => Ops.scatter.Call(this, dim, index, src);
        public Tensor scatter_(long dim, Tensor index, Tensor src) => Self(Ops.scatter_, this, dim, index, src);
        public Tensor scatter_add(long dim, Tensor index, Tensor src) => Ops.scatter_add.Call(this, dim, index, src);
        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => Self(Ops.scatter_add_, this, dim, index, src);
        public Tensor masked_fill(Tensor mask, Scalar value) => Ops.masked_fill.Call(this, mask, value);
        public Tensor masked_fill_(Tensor mask, Scalar value) => Self(Ops.masked_fill_, this, mask, value);
        public Tensor masked_scatter_(Tensor mask, Tensor value) => Self(Ops.masked_scatter_, this, mask, value);
        public Tensor where(Tensor condition, Tensor y) => Ops.@where.Call(condition, this, y);

        private void Put(ReadOnlySpan<long> at, Tensor value)
        {
            var view = this;
            foreach (long i in at)
                view = view.select(0, i);
            view.copy_(value);
        }

        // Slices, single positions, None and ... become views; tensor positions remain as an index list over the view.
        private Tensor View(TensorIndex[] indices, out Tensor?[]? tensors)
        {
            int consumed = indices.Count(i => i.kind is TensorIndex.Kind.Single or TensorIndex.Kind.Slice) + indices.Sum(i => i.kind == TensorIndex.Kind.Tensor ? Covers(i.tensor!) : 0);
            var view = this;
            tensors = null;
            List<Tensor?>? list = null;
            int at = 0, listed = 0; // dimension of the view; dimensions the list speaks for
            bool sawEllipsis = false;
            foreach (var index in indices)
            {
                switch (index.kind)
                {
                    case TensorIndex.Kind.Single:
                        view = view.select(at, index.start!.Value);
                        break;
                    case TensorIndex.Kind.Slice:
                        if (index.start is not null || index.stop is not null || index.step is not null)
                            view = Ops.slice.Call(view, at, index.start, index.stop, index.step ?? 1);
                        at++;
                        break;
                    case TensorIndex.Kind.Ellipsis:
                        if (sawEllipsis)
                            throw new ArgumentException("an index can hold one ellipsis");
                        sawEllipsis = true;
                        at += (int)ndim - consumed;
                        break;
                    case TensorIndex.Kind.None or TensorIndex.Kind.Null:
                        view = view.unsqueeze(at++);
                        break;
                    case TensorIndex.Kind.Tensor:
                        list ??= [];
                        for (; listed < at; listed++)
                            list.Add(null);
                        list.Add(index.tensor);
                        at += Covers(index.tensor!);
                        listed = at;
                        break;
                    default:
                        view = view.unsqueeze(at);
                        view = Ops.slice.Call(view, at, 0L, index.start!.Value, 1L);
                        at++;
                        break;
                }
            }
            tensors = list?.ToArray();
            if (ReferenceEquals(view, this))
                view = Ops.alias.Call(this);
            return view;
        }

        // A boolean mask takes the place of as many dimensions as it has.
        private static int Covers(Tensor index) => index.dtype is ScalarType.Bool ? (int)index.ndim : 1;
    }

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Ops.@where.Call(condition, x, y);
    public static Tensor gather(Tensor input, long dim, Tensor index) => input.gather(dim, index);
    public static Tensor index_select(Tensor input, long dim, Tensor index) => input.index_select(dim, index);
    public static Tensor select(Tensor input, long dim, long index) => input.select(dim, index);
    public static Tensor scatter(Tensor input, long dim, Tensor index, Tensor src) => input.scatter(dim, index, src);
}
