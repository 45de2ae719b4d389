using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RL4VLM.Compat.TorchSharp.Tests;

public sealed class ModuleTests
{
    private sealed class Net : nn.Module<Tensor, Tensor>
    {
        private readonly Linear first;
        private readonly ModuleList<Linear> rest;
        private readonly Parameter scale;
        private readonly Tensor offset;

        public Net() : base("Net")
        {
            first = nn.Linear(3, 4);
            rest = new ModuleList<Linear>(nn.Linear(4, 4, hasBias: false), nn.Linear(4, 2));
            scale = nn.Parameter(ones(2));
            offset = zeros(2);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var x = first.call(input).relu();
            foreach (var layer in rest)
                x = layer.call(x);
            return x * scale + offset;
        }
    }

    [Fact]
    public void ParametersAndBuffersHaveDottedNames()
    {
        using var net = new Net();
        Assert.Equal(["first.weight", "first.bias", "rest.0.weight", "rest.1.weight", "rest.1.bias", "scale"], net.named_parameters().Select(p => p.name).OrderBy(n => n == "scale"));
        Assert.Equal(["offset"], net.named_buffers().Select(b => b.name));
        Assert.Equal([4L, 3], net.get_parameter("first.weight")!.shape);
        Assert.Equal(7, net.state_dict().Count);
        Assert.All(net.parameters(), p => Assert.True(p.requires_grad));
    }

    [Fact]
    public void StateRoundTripsAndMismatchesAreNamed()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using Net a = new(), b = new();
        var x = randn(5, 3);
        Assert.False(a.call(x).allclose(b.call(x)));
        b.load_state_dict(a.state_dict());
        Assert.True(a.call(x).allclose(b.call(x)));
        var broken = a.state_dict();
        broken.Remove("scale");
        Assert.Contains("scale", Assert.Throws<InvalidOperationException>(() => b.load_state_dict(broken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MovingChangesTypeInPlace()
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        var weight = net.get_parameter("first.weight")!;
        net.to(float64);
        Assert.Equal(float64, weight.dtype);
        Assert.Equal(float64, net.get_buffer("offset")!.dtype);
        net.call(randn([5, 3], float64)).sum().backward();
        Assert.Equal(float64, weight.grad!.dtype);
    }

    [Fact]
    public void EvaluationModeReachesDropout()
    {
        using var scope = NewDisposeScope();
        using var net = nn.Sequential(nn.Dropout(0.5), nn.LayerNorm(8));
        net.eval();
        var x = randn(4, 8);
        Assert.True(net.call(x).allclose(net.call(x)));
        net.train();
        Assert.False(net.call(x).allclose(net.call(x)));
    }

    [Fact]
    public void EmbeddingLooksRowsUp()
    {
        using var scope = NewDisposeScope();
        using var table = nn.Embedding(5, 3);
        Assert.True(table.call(tensor(new[] { 4L, 0L }))[0].allclose(table.weight[4]));
    }
}
