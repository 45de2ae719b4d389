using RL4VLM.Models.Tests.Checkpoints;
using static TorchSharp.torch;

namespace RL4VLM.Models.Tests.Generation;

/// <summary>The count of live tensors is the process's: nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(TensorLifetimeTests), DisableParallelization = true)]
public sealed class TensorLifetimeCollection;

[Collection(nameof(TensorLifetimeTests))]
public sealed class TensorLifetimeTests
{
    [Fact]
    public void NothingIsLeftBehind()
    {
        using var policy = TinyModels.Create();
        GeneratorTests.Run(policy, GeneratorTests.Requests(policy, 4, keyed: true), 2);
        long before = Tensor.TotalCount;
        GeneratorTests.Run(policy, GeneratorTests.Requests(policy, 9, keyed: true), 3);
        Assert.Equal(before, Tensor.TotalCount);
    }
}
