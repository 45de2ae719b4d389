using static TorchSharp.torch;

namespace RL4VLM.Models.Tests.KernelComparison;

public sealed unsafe class PackedMatrixTests
{
    [Theory]
    [InlineData(1, 90, 64)]
    [InlineData(65, 128, 64)]
    [InlineData(7, 3, 300)]
    public void MultipliesAndAdds(int rows, int outputs, int inputs)
    {
        using var scope = NewDisposeScope();
        Tensor w = randn(outputs, inputs), x = randn(rows, inputs), y = randn(rows, outputs);
        var product = x.matmul(w.t());
        var sum = product + y;
        float[] from = x.data<float>().ToArray(), added = y.data<float>().ToArray(), plain = new float[rows * outputs];
        using var packed = new PackedMatrix(w);
        fixed (float* px = from, pa = added, pp = plain)
        {
            packed.Multiply(px, pp, rows, add: false);
            packed.Multiply(px, pa, rows, add: true);
        }

        Assert.True(tensor(plain, [rows, outputs]).allclose(product, 1e-4, 1e-4));
        Assert.True(tensor(added, [rows, outputs]).allclose(sum, 1e-4, 1e-4));
    }
}
