using RL4VLM.Core.Trajectories;
using RL4VLM.Models.Checkpoints;
using RL4VLM.Models.Generation;
using RL4VLM.Models.Tests.Checkpoints;
using RL4VLM.Models.Tests.Llava;
using TorchSharp;
using static TorchSharp.torch;
using Generator = RL4VLM.Models.Generation.Generator;

namespace RL4VLM.Models.Tests.Generation;

public sealed class GeneratorTests
{
    private static readonly string[] Prompts = ["What is the number?", "Say the action.", "You see a card. What is the next number to take?"];

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void ResultsDoNotDependOnTheBatch(int slots)
    {
        using var policy = TinyModels.Create();
        var together = Run(policy, Requests(policy, 14, keyed: false), 14);
        var apart = Run(policy, Requests(policy, 14, keyed: false), slots);
        for (int i = 0; i < together.Length; i++)
        {
            Assert.Equal(together[i].OutputIds, apart[i].OutputIds);
            Assert.All(together[i].LogProbabilities.Zip(apart[i].LogProbabilities), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
            Assert.Equal(together[i].Value, apart[i].Value, 1e-4);
        }
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.2)]
    public void LogProbabilitiesAndValuesAreTheLearners(double temperature)
    {
        using var scope = NewDisposeScope();
        using var policy = TinyModels.Create();
        var requests = Requests(policy, 9, keyed: false, temperature);
        var results = Run(policy, requests, 4);
        using var scored = policy.Forward(new SequenceBatch([.. requests.Zip(results, (request, result) =>
            new TrainingSequence(request.Pixels, request.ImageKey, request.PromptIds, result.OutputIds))]));
        float[] expected = RecordedModel.Floats((scored.Logits / temperature).log_softmax(-1).gather(1, scored.TokenIds.unsqueeze(1)));
        float[] actual = [.. results.SelectMany(result => result.LogProbabilities)];
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4 / temperature));
        Assert.All(RecordedModel.Floats(scored.Values!).Zip(results), pair => Assert.Equal(pair.First, pair.Second.Value, 1e-4));
    }

    [Theory]
    [InlineData(60, 3, 3, 100, 2)] // a head size that fills no vector, as many key heads as query heads
    [InlineData(72, 6, 1, 33, 1)] // all query heads share one key head; a single layer
    [InlineData(24, 2, 2, 50, 3)]
    public void OddSizesAgreeWithTheLearnerToo(int hidden, int heads, int keyValueHeads, int intermediate, int layers)
    {
        using var scope = NewDisposeScope();
        using var policy = TinyModels.Create(preset: new TinyPreset
        {
            Hidden = hidden, Heads = heads, KeyValueHeads = keyValueHeads, Intermediate = intermediate, Layers = layers,
            VisionHidden = 40, VisionHeads = 4, VisionIntermediate = 50, VisionLayers = 3, FeatureLayer = -2, PatchSize = 20, TieEmbeddings = true,
        });
        var requests = Requests(policy, 5, keyed: false);
        var results = Run(policy, requests, 3);
        using var scored = policy.Forward(new SequenceBatch([.. requests.Zip(results, (request, result) =>
            new TrainingSequence(request.Pixels, 0, request.PromptIds, result.OutputIds))]));
        float[] expected = RecordedModel.Floats(scored.Logits.log_softmax(-1).gather(1, scored.TokenIds.unsqueeze(1)));
        Assert.All(expected.Zip(results.SelectMany(result => result.LogProbabilities)), pair => Assert.Equal(pair.First, pair.Second, 1e-4));

        // A prompt with its answer, read as one text, has the same logits where the answer is predicted.
        int[] prompt = requests[0].PromptIds, answer = results[0].OutputIds;
        var states = policy.Inspect(requests[0].Pixels, [.. prompt, .. answer]);
        RecordedModel.Near(states.Logits.narrow(0, prompt.Length - 1, answer.Length), scored.Logits.narrow(0, 0, answer.Length), 1e-4, "logits");
    }

    [Fact]
    public void RememberedPromptsGiveTheSameAnswers()
    {
        using var policy = TinyModels.Create();
        var source = new ListSource(Requests(policy, 12, keyed: true)) { Slots = 2 };
        var statistics = Generator.Run(policy, source, CancellationToken.None);
        var fresh = Run(policy, Requests(policy, 12, keyed: false), 2);
        Assert.Equal(6, statistics.PromptsRead); // three prompts by two pictures
        Assert.Equal(6, statistics.PromptsRemembered);
        for (int i = 0; i < fresh.Length; i++)
        {
            Assert.Equal(fresh[i].OutputIds, source.Results[i].OutputIds);
            Assert.All(fresh[i].LogProbabilities.Zip(source.Results[i].LogProbabilities), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        }
    }

    [Fact]
    public void TheDeviceIndependentStepAgreesWithTheHostStep()
    {
        using var policy = TinyModels.Create();
        using var _ = no_grad();
        using var host = new HostDecodeStep(policy.Model.Decoder, policy.Config.Text, 3);
        using var general = new TensorDecodeStep(policy.Model, 3);
        host.Ensure(70);
        general.Ensure(70);
        var random = new SamplingRandom(3);
        for (int position = 0; position < 70; position++)
        {
            int[] slots = position < 40 ? [2, 0] : [0]; // slot 2 stops, slot 0 goes on
            int[] ids = [.. slots.Select(slot => (int)(random.NextDouble() * 700))];
            int[] positions = [.. slots.Select(slot => position)];
            float[] expected = general.Advance(slots, ids, positions).ToArray();
            float[] actual = host.Advance(slots, ids, positions).ToArray();
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        }
    }

    [Fact]
    public void AnAnswerEndsAtItsLengthOrItsEnd()
    {
        using var policy = TinyModels.Create();
        var results = Run(policy, Requests(policy, 40, keyed: false, temperature: 3), 8);
        Assert.All(results, result =>
        {
            bool ended = result.OutputIds[^1] == policy.Tokenizer.EosId;
            Assert.Equal(ended ? FinishReason.Stop : FinishReason.Length, result.FinishReason);
            Assert.True(ended || result.OutputIds.Length == 10);
            Assert.DoesNotContain(policy.Tokenizer.EosId, result.OutputIds[..^1]);
        });
    }

    internal static GenerationResult[] Run(LlavaPolicy policy, GenerationRequest[] requests, int slots)
    {
        var source = new ListSource(requests) { Slots = slots };
        Generator.Run(policy, source, CancellationToken.None);
        return source.Results;
    }

    internal static GenerationRequest[] Requests(LlavaPolicy policy, int count, bool keyed, double temperature = 1) =>
    [
        .. Enumerable.Range(0, count).Select(i => new GenerationRequest(
            TinyModels.Picture((ulong)(i % 2)), policy.BuildPromptIds(Prompts[i % 3]), temperature, 10, new SamplingRandom((ulong)(100 + i)), keyed ? (ulong)(1 + (i % 2)) : 0)),
    ];
}
