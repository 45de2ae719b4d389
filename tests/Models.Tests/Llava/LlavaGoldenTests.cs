using System.Text.Json;
using RL4VLM.Core.Trajectories;
using RL4VLM.Models.Checkpoints;
using RL4VLM.Models.Generation;
using RL4VLM.Models.Llava;
using TorchSharp;
using static TorchSharp.torch;
using Generator = RL4VLM.Models.Generation.Generator;

namespace RL4VLM.Models.Tests.Llava;

/// <summary>The recorded checkpoint gives what transformers gave, within the tolerances of its recording.</summary>
public sealed class LlavaGoldenTests
{
    private const double StateTolerance = 2e-4;

    [Theory]
    [InlineData("base-60x60")]
    [InlineData("base-50x110")]
    [InlineData("base-150x40")]
    public void StatesMatch(string name)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var policy = LlavaPolicy.Load(RecordedModel.Folder, new ModelOptions());
        var expected = RecordedModel.Tensors($"cases/{name}.safetensors");
        int[] ids = RecordedModel.Integers(RecordedModel.Case(name).GetProperty("input_ids"));

        var states = policy.Inspect(RecordedModel.Pixels(name), ids);

        RecordedModel.Near(expected["image_features"], states.ImageFeatures!, StateTolerance, "image features");
        for (int layer = 0; layer < policy.Config.Text.LayerCount; layer++)
        {
            RecordedModel.Near(expected[$"hidden_{layer}_last_token"], states.Residuals[layer][-1], StateTolerance, $"residual {layer}");
        }

        RecordedModel.Near(expected["hidden_last"], states.Hidden, StateTolerance, "final hidden states");
        RecordedModel.Near(expected["logits_last8"], states.Logits.narrow(0, ids.Length - 8, 8), StateTolerance, "logits");
    }

    [Theory]
    [InlineData("base-60x60")]
    [InlineData("base-50x110")]
    [InlineData("base-150x40")]
    public void PromptsEncodeToTheRecordedIds(string name)
    {
        using var policy = LlavaPolicy.Load(RecordedModel.Folder, new ModelOptions());
        var recorded = RecordedModel.Case(name);
        Assert.Equal(RecordedModel.Integers(recorded.GetProperty("input_ids")), policy.EncodePrompt(recorded.GetProperty("prompt").GetString()!));
    }

    [Theory]
    [InlineData("base-60x60")]
    [InlineData("base-50x110")]
    [InlineData("base-150x40")]
    public void GreedyDecodingMatches(string name)
    {
        using var policy = LlavaPolicy.Load(RecordedModel.Folder, new ModelOptions { Trainable = false });
        var recorded = RecordedModel.Case(name);
        CheckGreedy(policy, name, recorded.GetProperty("input_ids"), recorded.GetProperty("greedy"));
    }

    [Theory]
    [InlineData("base-60x60")]
    [InlineData("base-50x110")]
    [InlineData("base-150x40")]
    public void LossAndEveryGradientNormMatch(string name)
    {
        using var policy = LlavaPolicy.Load(RecordedModel.Folder, new ModelOptions());
        var recorded = RecordedModel.Case(name);
        CheckTraining(policy, name, recorded.GetProperty("input_ids"), recorded.GetProperty("sft"));
    }

    [Fact]
    public void AdapterMatches()
    {
        using var scope = NewDisposeScope();
        using var policy = LlavaPolicy.Load(Path.Combine(RecordedModel.Folder, "adapter"), new ModelOptions());
        string name = RecordedModel.Adapter.GetProperty("case").GetString()!;
        var ids = RecordedModel.Case(name).GetProperty("input_ids");
        using (no_grad())
        {
            var logits = policy.Inspect(RecordedModel.Pixels(name), RecordedModel.Integers(ids)).Logits;
            RecordedModel.Near(RecordedModel.Tensors("adapter-case.safetensors")["logits_last8"], logits.narrow(0, logits.shape[0] - 8, 8), StateTolerance, "logits");
        }

        CheckGreedy(policy, name, ids, RecordedModel.Adapter.GetProperty("greedy"));
        CheckTraining(policy, name, ids, RecordedModel.Adapter.GetProperty("sft"));
    }

    private static void CheckGreedy(LlavaPolicy policy, string name, JsonElement inputIds, JsonElement greedy)
    {
        int count = greedy.GetArrayLength();
        float[] pixels = RecordedModel.Pixels(name);
        int[] prompt = RecordedModel.Integers(inputIds);
        var source = new ListSource(new GenerationRequest(pixels, prompt, 0, count, new SamplingRandom(1)));
        Generator.Run(policy, source, CancellationToken.None);
        var result = source.Results.Single();

        float[] cold;
        using (NewDisposeScope())
        using (no_grad())
        {
            using var scored = policy.Forward(new SequenceBatch([new TrainingSequence(pixels, 0, prompt, result.OutputIds)]));
            cold = RecordedModel.Floats((scored.Logits / 0.2).log_softmax(-1).gather(1, scored.TokenIds.unsqueeze(1)));
        }

        int at = 0;
        foreach (var step in greedy.EnumerateArray())
        {
            if (at >= result.OutputIds.Length || step.GetProperty("margin").GetDouble() < 1e-3)
            {
                break;
            }

            Assert.Equal(step.GetProperty("id").GetInt32(), result.OutputIds[at]);
            Assert.Equal(step.GetProperty("logprob").GetDouble(), result.LogProbabilities[at], 2e-4);
            Assert.Equal(step.GetProperty("logprob_t02").GetDouble(), cold[at], 2e-4);
            at++;
        }

        Assert.True(at > 3, "too few tokens were compared");
        Assert.True(result.FinishReason == FinishReason.Stop || result.OutputIds.Length == count);
    }

    private static void CheckTraining(LlavaPolicy policy, string name, JsonElement inputIds, JsonElement sft)
    {
        using var scope = NewDisposeScope();
        int[] answer = RecordedModel.Integers(sft.GetProperty("answer_ids"));
        var sequence = new TrainingSequence(RecordedModel.Pixels(name), 0, RecordedModel.Integers(inputIds), answer);
        using var result = policy.Forward(new SequenceBatch([sequence]));
        var perToken = result.Logits.log_softmax(-1).gather(1, result.TokenIds.unsqueeze(1)).squeeze(1);
        var loss = -perToken.mean();
        loss.backward();

        Assert.Equal(sft.GetProperty("loss").GetDouble(), loss.item<float>(), 1e-4);
        var expected = sft.GetProperty("answer_logprobs").EnumerateArray().Select(v => v.GetDouble()).ToArray();
        Assert.All(RecordedModel.Floats(perToken).Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 2e-4));

        var trainable = policy.TrainableParameters().ToDictionary(entry => entry.Name, entry => entry.Tensor);
        foreach (var norm in sft.GetProperty("grad_norms").EnumerateObject())
        {
            double wanted = norm.Value.GetDouble();
            if (!trainable.Remove(norm.Name, out var parameter))
            {
                Assert.True(wanted == 0, $"{norm.Name} is not trainable here");
                continue;
            }

            double actual = parameter.grad is { } gradient ? gradient.norm().item<float>() : 0;
            Assert.True(Math.Abs(actual - wanted) <= Math.Max(1e-3 * wanted, 1e-6), $"{norm.Name}: gradient norm {actual} instead of {wanted}");
        }

        Assert.True(trainable.Count == 0, $"no recorded gradient for {string.Join(", ", trainable.Keys)}");
    }
}

/// <summary>A fixed list of requests, one slot each unless told otherwise.</summary>
internal sealed class ListSource(params GenerationRequest[] requests) : IRequestSource
{
    private int next;

    public int Slots { get; init; } = requests.Length;

    /// <summary>In the order of the requests.</summary>
    public GenerationResult[] Results { get; } = new GenerationResult[requests.Length];

    private readonly Dictionary<int, int> underway = [];

    public GenerationRequest? Next(int slot)
    {
        if (next >= requests.Length)
        {
            return null;
        }

        underway[slot] = next;
        return requests[next++];
    }

    public void Complete(int slot, GenerationResult result) => Results[underway[slot]] = result;
}
