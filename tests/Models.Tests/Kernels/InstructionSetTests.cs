using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;
using Fused = RL4VLM.Models.Kernels;

namespace RL4VLM.Models.Tests.KernelComparison;

/// <summary>A published binary runs on older processors too: what this one can run of the other instruction sets gives the same.</summary>
[Collection(nameof(KernelTests))]
public sealed partial class InstructionSetTests
{
    [LibraryImport("RL4VLMKernels", EntryPoint = "rl_use", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Use(string? instructionSet);

    [Theory]
    [InlineData("base")]
    [InlineData("v3")]
    [InlineData("v4")]
    public void EveryInstructionSetAgreesWithTheComposedForms(string instructionSet)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(1, Use(null));
        if (Use(instructionSet) == 0)
        {
            Assert.NotEqual("base", instructionSet);
            return; // not a processor that has it
        }

        try
        {
            manual_seed(3);
            var packed = randn([3, 19, 8 * 20], requires_grad: true);
            Tensor w = randn([43, 80], requires_grad: true), norm = randn([80], requires_grad: true);
            var ids = randint(43, [3, 19]);
            (float[] Values, float[][] Gradients) Run(bool fused)
            {
                Fused.UseFused = fused;
                packed.grad = w.grad = norm.grad = null;
                var x = Fused.RmsNorm(Fused.PackedAttention(packed, 4, 2, true), norm, 1e-5);
                var (logProbability, entropy) = Fused.TokenLogProbability(Fused.Linear(Fused.QuickGelu(x), w), ids, 0.7);
                var gated = Fused.PackedSwiGlu(packed);
                (logProbability.sum() + entropy.sum() * 0.3 + gated.square().mean()).backward();
                return ([.. logProbability.data<float>(), .. entropy.data<float>(), .. gated.flatten().data<float>()],
                    [packed.grad!.flatten().data<float>().ToArray(), w.grad!.flatten().data<float>().ToArray(), norm.grad!.data<float>().ToArray()]);
            }

            var (values, gradients) = Run(true);
            var (expected, expectedGradients) = Run(false);
            Near(expected, values);
            for (int i = 0; i < gradients.Length; i++)
                Near(expectedGradients[i], gradients[i]);
        }
        finally
        {
            Fused.UseFused = true;
            Use(null);
        }

        static void Near(float[] expected, float[] actual)
        {
            double scale = Math.Max(1, expected.Max(Math.Abs));
            Assert.Equal(expected.Length, actual.Length);
            for (int i = 0; i < expected.Length; i++)
                Assert.True(Math.Abs(expected[i] - actual[i]) <= 4e-5 * scale, $"{i}: {actual[i]} instead of {expected[i]} (scale {scale})");
        }
    }

    [Fact]
    public void TheNumberOfThreadsDoesNotChangeABit()
    {
        using var scope = NewDisposeScope();
        int before = get_num_threads();
        try
        {
            Assert.Equal(Run(1), Run(2));
        }
        finally
        {
            set_num_threads(before);
        }

        static float[] Run(int threads)
        {
            set_num_threads(threads);
            manual_seed(4);
            var x = randn([64, 30, 64], requires_grad: true);
            var w = randn([128, 64], requires_grad: true);
            var up = randn([256, 64], requires_grad: true);
            var y = Fused.PackedSwiGlu(Fused.Linear(Fused.PackedAttention(Fused.Linear(x, w), 4, 2, true), up));
            y.square().mean().backward();
            return [.. y.flatten().data<float>(), .. x.grad!.flatten().data<float>(), .. w.grad!.flatten().data<float>(), .. up.grad!.flatten().data<float>()];
        }
    }
}
