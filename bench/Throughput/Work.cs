using RL4VLM.Models;
using RL4VLM.Models.Checkpoints;
using RL4VLM.Models.Generation;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Benchmarks.Throughput;

/// <summary>The two things measured, on one batch of pictures and prompts: answering, and one clipped policy-gradient step.</summary>
internal sealed class Work : IRequestSource
{
    private const int ImageToken = 4;
    private readonly LlavaPolicy policy;
    private readonly Sizes sizes;
    private readonly (float[] Pixels, int[] Prompt, int[] Answer)[] rows;
    private readonly bool[] asked;
    private readonly Tensor[] parameters;
    private readonly Tensor[] first;
    private readonly Tensor[] second;
    private long step;
    private ulong seed;

    public Work(LlavaPolicy policy, Sizes sizes, int batch)
    {
        this.policy = policy;
        this.sizes = sizes;
        var random = new Random(batch);
        rows = new (float[], int[], int[])[batch];
        for (int i = 0; i < batch; i++)
        {
            var pixels = new float[3 * sizes.Image * sizes.Image];
            for (int p = 0; p < pixels.Length; p++)
                pixels[p] = random.NextSingle();
            int[] prompt = [.. Enumerable.Repeat(ImageToken, sizes.ImageTokens), .. Ids(sizes.Prompt)];
            rows[i] = (pixels, prompt, Ids(sizes.Answer));
        }

        asked = new bool[batch];
        parameters = [.. policy.TrainableParameters().Select(p => p.Tensor)];
        first = [.. parameters.Select(p => zeros(p.shape).DetachFromDisposeScope())];
        second = [.. parameters.Select(p => zeros(p.shape).DetachFromDisposeScope())];

        int[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(5, sizes.Vocab))];
    }

    public int Slots => rows.Length;

    /// <summary>Every row answered once, from pixels and prompt to the last token; returns the tokens emitted.</summary>
    public long Generate()
    {
        Array.Clear(asked);
        return RL4VLM.Models.Generation.Generator.Run(policy, this, CancellationToken.None).Tokens;
    }

    /// <summary>Forward, backward, clip to norm 1, Adam; returns the answer tokens trained on.</summary>
    public long Train()
    {
        using var scope = NewDisposeScope();
        var batch = new SequenceBatch([.. rows.Select(r => new TrainingSequence(r.Pixels, 0, r.Prompt, r.Answer))]);
        using var scored = policy.Forward(batch);
        var (logProbability, _) = Kernels.TokenLogProbability(scored.Logits, scored.TokenIds);
        var joint = logProbability.view(rows.Length, sizes.Answer).sum(1);
        var ratio = (joint + 4.5 * sizes.Answer).exp();
        var loss = -minimum(ratio, ratio.clamp(0.9, 1.1)).mean();
        foreach (var parameter in parameters)
            parameter.grad = null;
        loss.backward();
        double norm = Kernels.AdamStep(parameters, first, second, ++step, new AdamOptions(1e-5, MaxGradientNorm: 1.0));
        if (!double.IsFinite(norm))
            throw new ArithmeticException("the gradient is not finite");
        return rows.Length * sizes.Answer;
    }

    GenerationRequest? IRequestSource.Next(int slot)
    {
        if (asked[slot])
            return null;
        asked[slot] = true;
        return new GenerationRequest(rows[slot].Pixels, rows[slot].Prompt, 1.0, sizes.Answer, new SamplingRandom(++seed), IgnoreEndOfSequence: true);
    }

    void IRequestSource.Complete(int slot, GenerationResult result)
    {
        if (result.OutputIds.Length != sizes.Answer)
            throw new InvalidOperationException($"{result.OutputIds.Length} tokens instead of {sizes.Answer}");
    }
}
