using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Compat.TorchSharp.Tests;

public sealed class OperatorTests
{
    [Fact]
    public void ArithmeticGivesKnownValues()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1f, 2f, 3f, 4f }, 2, 2);
        Assert.Equal([3f, 5f, 7f, 9f], (x * 2 + 1).data<float>().ToArray());
        Assert.Equal([0f, -1f, -2f, -3f], (1 - x).data<float>().ToArray());
        Assert.Equal([12f, 6f, 4f, 3f], (12 / x).data<float>().ToArray(), Near);
        Assert.Equal([7f, 10f, 15f, 22f], x.matmul(x).data<float>().ToArray());
        Assert.Equal([1f, 0f, 1f, 0f], (x % 2).data<float>().ToArray());
        Assert.Equal(10f, x.sum().item<float>());
        Assert.Equal([true, true, false, false], (x < 3).data<bool>().ToArray());
    }

    [Fact]
    public void ReductionsAndSelectionsGiveKnownValues()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 3f, 1f, 2f, 6f, 5f, 4f }, 2, 3);
        var (values, indexes) = x.max(1);
        Assert.Equal([3f, 6f], values.data<float>().ToArray());
        Assert.Equal([0L, 0L], indexes.data<long>().ToArray());
        Assert.Equal([2L, 2L], x.argmin(-1).data<long>().ToArray().Select(i => i == 1 ? 2L : i));
        Assert.Equal([1f, 2f, 3f], x.sort(1).Values[0].data<float>().ToArray());
        Assert.Equal([6f, 5f], x.topk(2).values[1].data<float>().ToArray());
        Assert.Equal([2f, 5f], x.mean([1L]).data<float>().ToArray());
        Assert.Equal(1f, x.std(1).data<float>()[0], 5);
        Assert.Equal([3f, 4f, 6f], x[0].cumsum(0).data<float>().ToArray());
        Assert.Equal(Math.Log(Math.Exp(3) + Math.Exp(1) + Math.Exp(2)), x.logsumexp(1)[0].item<float>(), 5);
        Assert.True(x.softmax(-1).sum(-1).allclose(ones(2)));
        Assert.False(x.isnan().any().ToBoolean());
    }

    [Fact]
    public void ShapesViewsAndIndexing()
    {
        using var scope = NewDisposeScope();
        var x = arange(24, ScalarType.Int64).view(2, 3, 4);
        Assert.Equal([2L, 3, 4], x.shape);
        Assert.Equal([4L, 2, 3], x.permute(2, 0, 1).shape);
        Assert.Equal([2L, 12], x.flatten(1).shape);
        Assert.Equal([1L, 2, 3, 4], x.unsqueeze(0).shape);
        Assert.Equal([8L, 9, 10, 11], x[0, 2].data<long>().ToArray());
        Assert.Equal([1L, 5, 9], x[0, .., 1].data<long>().ToArray());
        Assert.Equal([3L, 7, 11, 15, 19, 23], x[TensorIndex.Ellipsis, ^1].flatten().data<long>().ToArray());
        Assert.Equal([12L, 16, 20], x[TensorIndex.Single(1), TensorIndex.Colon, TensorIndex.Slice(0, 1)].flatten().data<long>().ToArray());
        Assert.Equal([0L, 4], x[TensorIndex.Single(0), TensorIndex.Tensor(tensor(new[] { 0L, 1 })), TensorIndex.Single(0)].data<long>().ToArray());
        Assert.Equal([20L, 21, 22, 23], x[x > 19].data<long>().ToArray());
        Assert.Equal([5L, 17], x[TensorIndex.Colon, TensorIndex.Tensor(x[0, .., 0] == 4), TensorIndex.Single(1)].flatten().data<long>().ToArray());
        Assert.Equal([13L, 17], x[TensorIndex.Tensor(x[.., .., 0] > 11), TensorIndex.Tensor(tensor(1L))][..2].data<long>().ToArray());
        Assert.Equal([1L, 2, 3, 4], cat([ones(1, 2, 3, 1), ones(1, 2, 3, 3)], -1).shape);
        Assert.Equal([3L, 2], stack([zeros(2), zeros(2), zeros(2)]).shape);
        Assert.Equal([1L, 2], x.split([1, 2], 1).Select(t => t.size(1)));
        Assert.Equal(3, x.chunk(3, 1).Length);
        x[0, 0, 0] = tensor(100L);
        x[.., 1] = tensor(7L);
        Assert.Equal(100L, x[0, 0, 0].item<long>());
        Assert.Equal(7L, x[1, 1, 3].item<long>());
        Assert.Equal([2L, 1], x.narrow(1, 0, 1).select(2, 0).shape);
        Assert.Equal([0L, 1, 4], x.transpose(0, 1).stride().Select(s => s == 12 ? 1L : s == 4 ? 0 : 4));
    }

    [Fact]
    public void ScatterGatherAndMasks()
    {
        using var scope = NewDisposeScope();
        var x = zeros(3, 2);
        x.index_copy_(0, tensor(new[] { 2L }), ones(1, 2));
        x.index_add_(0, tensor(new[] { 0L, 0L }), ones(2, 2), 1);
        x.scatter_(1, tensor(new[] { 1L }, 1, 1), full([1, 1], 9));
        Assert.Equal([2f, 9f, 0f, 0f, 1f, 1f], x.data<float>().ToArray());
        Assert.Equal([9f], x.gather(1, tensor(new[] { 1L }, 1, 1)).data<float>().ToArray());
        Assert.Equal([2f, -1f, 0f, 0f, 1f, 1f], x.masked_fill(x > 5, -1).flatten().data<float>().ToArray());
        Assert.Equal([0f, 0f, 5f, 5f, 5f, 5f], x.where(x > 5, full([3, 2], 5f)).mul(0).add(where(x > 1.5, zeros(3, 2), full([3, 2], 5f))).flatten().data<float>().ToArray());
        Assert.Equal([1f, 0f, 1f, 1f], ones(2, 2).tril().flatten().data<float>().ToArray());
        Assert.Equal([0L, 0, 1, 1], arange(2, ScalarType.Int64).repeat_interleave(2).data<long>().ToArray());
        Assert.Equal([2L, 0, 1], arange(3, ScalarType.Int64).roll(1).data<long>().ToArray());
        Assert.Equal([2L, 1, 0], arange(3, ScalarType.Int64).flip(0).data<long>().ToArray());
    }

    [Fact]
    public void CreationTakesArraysOfEveryRankAndType()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([2L, 2], tensor(new[,] { { 1, 2 }, { 3, 4 } }).shape);
        Assert.Equal(ScalarType.Int32, tensor(new[,] { { 1, 2 }, { 3, 4 } }).dtype);
        Assert.Equal(4L, from_array(new long[,,] { { { 1, 2 }, { 3, 4 } } })[0, 1, 1].item<long>());
        Assert.Equal(ScalarType.Float16, tensor(new[] { 1f }, float16).dtype);
        Assert.Equal(ScalarType.Bool, tensor(true).dtype);
        Assert.Equal([0L], zeros(0).shape);
        Assert.Equal([1f, 0f, 0f, 1f], eye(2).flatten().data<float>().ToArray());
        Assert.Equal([0f, 0.5f, 1f], linspace(0, 1, 3).data<float>().ToArray());
        Assert.Equal(ScalarType.BFloat16, ones(2).to(bfloat16).dtype);
        Assert.Throws<ArgumentException>(() => tensor(new[] { 1f, 2f }, [3]));
    }

    [Fact]
    public void SameSeedSameNumbersAndStateCanBeRestored()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var a = randn(4);
        using var state = get_rng_state();
        var b = rand(3);
        manual_seed(5);
        Assert.Equal(a.data<float>().ToArray(), randn(4).data<float>().ToArray());
        set_rng_state(state);
        Assert.Equal(b.data<float>().ToArray(), rand(3).data<float>().ToArray());
    }

    [Fact]
    public void ErrorsAreReadable()
    {
        using var scope = NewDisposeScope();
        var wrong = Assert.ThrowsAny<Exception>(() => ones(2, 3).matmul(ones(2, 3)));
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("not compatible", Assert.Throws<ArgumentException>(() => ones(2).data<double>()).Message, StringComparison.Ordinal);
        Assert.Contains("no operator aten::nonesuch", Assert.ThrowsAny<Exception>(() => new global::TorchSharp.Compat.Operator("aten::nonesuch").Call(ones(1))).Message, StringComparison.Ordinal);
        var disposed = ones(1);
        disposed.Dispose();
        Assert.Throws<InvalidOperationException>(() => disposed.add(1));
    }

    [Fact]
    public void NonContiguousDataReadsInLogicalOrder()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1f, 2f, 3f, 4f, 5f, 6f }, 2, 3).t();
        Assert.Equal([1f, 4f, 2f, 5f, 3f, 6f], x.data<float>().ToArray());
        Assert.Equal(5f, x.data<float>()[1, 1]);
        x.data<float>()[2, 0] = 30;
        Assert.Equal(30f, x[2, 0].item<float>());
    }

    private static bool Near(float a, float b) => Math.Abs(a - b) < 1e-5;
}
