using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace RL4VLM.Compat.TorchSharp.Tests;

public sealed class LifetimeTests
{
    [Fact]
    public void AScopeDisposesWhatWasMadeInIt()
    {
        long before = Tensor.TotalCount;
        Tensor kept, outer;
        using (var scope = NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                var gone = ones(3) + 1;
                outer = (gone * 2).MoveToOuterDisposeScope();
                kept = (gone * 3).DetachFromDisposeScope();
            }
            Assert.Equal(1, scope.DisposablesCount);
            Assert.True(scope.Contains(outer));
            Assert.Equal(4f, outer[0].item<float>());
        }
        Assert.True(outer.IsInvalid);
        Assert.Equal(6f, kept.data<float>()[0]);
        kept.Dispose();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void TrainingStepsDoNotGrowTheNumberOfLiveTensors()
    {
        using var all = NewDisposeScope();
        using var net = nn.Sequential(nn.Linear(8, 16), nn.LayerNorm(16), nn.Linear(16, 4));
        using var adam = optim.AdamW(net.parameters(), 1e-3);
        long after = 0;
        for (int step = 0; step < 50; step++)
        {
            using (NewDisposeScope())
            {
                adam.zero_grad();
                var loss = F.cross_entropy(net.call(randn(32, 8)), randint(4, [32]));
                loss.backward();
                nn.utils.clip_grad_norm_(net.parameters(), 1.0);
                adam.step();
            }
            if (step == 1)
                after = Tensor.TotalCount;
        }
        Assert.Equal(after, Tensor.TotalCount);
    }

    [Fact]
    public void AForgottenTensorIsFinalized()
    {
        long before = Tensor.TotalCount;
        Forget();
        for (int i = 0; i < 10 && Tensor.TotalCount > before; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.True(Tensor.TotalCount <= before);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Forget()
        {
            for (int i = 0; i < 10; i++)
                _ = ones(3) + i;
        }
    }
}
