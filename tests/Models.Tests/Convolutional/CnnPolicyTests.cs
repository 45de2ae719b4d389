using System.Text;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Trajectories;
using RL4VLM.Models.Checkpoints;
using RL4VLM.Models.Convolutional;
using RL4VLM.Models.Generation;
using RL4VLM.Models.Tests.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Tests.Convolutional;

public sealed class CnnPolicyTests : IDisposable
{
    private static readonly string[] Answers = ["{\"action\": \"+\"}", "{\"action\": \"-\"}", "{\"action\": \"10\"}"];

    private readonly string folder = TinyModels.TemporaryFolder();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_checkpoint_is_read_back_as_it_was_and_a_seed_gives_the_same_bytes()
    {
        using (CnnPolicy first = Create(3)) first.Save(folder);
        using PolicyModel loaded = PolicyModel.Load(folder, new ModelOptions());
        Assert.IsType<CnnPolicy>(loaded);
        using CnnPolicy same = Create(3), other = Create(4);
        Assert.Equal(Scores(same), Scores(loaded));
        Assert.NotEqual(Scores(other), Scores(loaded));
        string again = Path.Combine(folder, "again");
        loaded.Save(again);
        foreach (string file in Directory.GetFiles(folder)) Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(again, Path.GetFileName(file))));
    }

    [Fact]
    public void An_answer_is_one_token_that_reads_as_the_answer_and_prompts_are_empty()
    {
        using CnnPolicy policy = Create(1);
        policy.Save(folder);
        for (int id = 0; id < Answers.Length; id++)
        {
            Assert.Equal([id], policy.Tokenizer.Encode(Answers[id], addSpecialTokens: false).Ids);
            DecodedText(policy, id);
        }

        Assert.Empty(policy.Prompts.BuildPromptIds("What do you do?"));
        Assert.Empty(PromptEncoder.Load(folder).BuildPromptIds("What do you do?"));

        static void DecodedText(CnnPolicy policy, int id)
        {
            var decoded = policy.Tokenizer.DecodeWithOffsets([id, policy.Tokenizer.EosId]);
            Assert.Equal(Answers[id], decoded.Text);
            Assert.Equal((0, Answers[id].Length), decoded.Offsets[0]);
        }
    }

    [Fact]
    public void What_the_generator_samples_has_the_learners_log_probabilities_and_values()
    {
        using CnnPolicy policy = Create(5);
        var source = new Requests(40);
        GenerationStatistics statistics = RL4VLM.Models.Generation.Generator.Run(policy, source, default);
        Assert.Equal((40, 40), (statistics.Sequences, statistics.Tokens));
        // Every picture has a key, and there are four.
        Assert.Equal(4, statistics.PromptsRead);
        Assert.All(source.Results, result => Assert.Equal((1, FinishReason.Stop), (result.OutputIds.Length, result.FinishReason)));
        Assert.Equal([0, 1, 2], source.Results.Select(result => result.OutputIds[0]).Distinct().Order());

        using var scope = NewDisposeScope();
        ForwardResult scored = policy.Forward(new SequenceBatch([.. source.Results.Select((result, i) => new TrainingSequence(Requests.Picture(i), Requests.Key(i), [], result.OutputIds))]));
        var (tokens, _) = Kernels.TokenLogProbability(scored.Logits, scored.TokenIds, temperature: 1);
        float[] recomputed = tokens.data<float>().ToArray(), values = scored.Values!.data<float>().ToArray();
        for (int i = 0; i < source.Results.Length; i++)
        {
            Assert.Equal(source.Results[i].LogProbabilities[0], recomputed[i], 1e-5f);
            Assert.Equal(source.Results[i].Value, values[i], 1e-5f);
        }
    }

    [Fact]
    public void Gradients_reach_every_weight_and_a_detached_value_leaves_the_trunk_alone()
    {
        using CnnPolicy policy = Create(2);
        using var scope = NewDisposeScope();
        SequenceBatch batch = new([.. Enumerable.Range(0, 4).Select(i => new TrainingSequence(Requests.Picture(i), 0, [], [i % 3, 4]))]);
        ForwardResult scored = policy.Forward(batch, detachValue: true);
        Assert.Equal([1, 1, 1, 1], scored.Counts);
        scored.Values!.sum().backward();
        Assert.Equal(["value_head.weight", "value_head.bias"], policy.TrainableParameters().Where(weight => weight.Tensor.grad is { } grad && grad.abs().sum().item<float>() > 0).Select(weight => weight.Name));
        policy.Forward(batch).Logits.pow(2).sum().backward();
        Assert.All(policy.TrainableParameters(), weight => Assert.True(weight.Tensor.grad!.abs().sum().item<float>() > 0, weight.Name));
    }

    [Theory]
    [InlineData("config.json", "\"hidden\": 128", "\"hidden\": 127", "hidden.weight has shape")]
    [InlineData("config.json", "\"image_size\": 64", "\"image_size\": 65", "sizes make no model")]
    [InlineData("config.json", "\"answers\": 3", "\"answer\": 3", "answers")]
    public void A_damaged_checkpoint_is_named(string file, string before, string after, string named)
    {
        using (CnnPolicy policy = Create(1)) policy.Save(folder);
        string path = Path.Combine(folder, file), text = File.ReadAllText(path, Encoding.UTF8);
        Assert.Contains(before, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(before, after, StringComparison.Ordinal));
        var error = Assert.Throws<StageException>(() => PolicyModel.Load(folder, new ModelOptions()));
        Assert.Equal(ExitCodes.CorruptInput, error.ExitCode);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_that_is_no_answer_is_refused()
    {
        using CnnPolicy policy = Create(1);
        Assert.Throws<StageException>(() => policy.Forward(new SequenceBatch([new TrainingSequence(Requests.Picture(0), 0, [], [3])])));
    }

    private static CnnPolicy Create(ulong seed) => CnnPolicy.Create(new TinyPreset(), Answers, seed, new ModelOptions());

    private static float[] Scores(PolicyModel policy)
    {
        using var scope = NewDisposeScope();
        return policy.Forward(new SequenceBatch([new TrainingSequence(Requests.Picture(1), 0, [], [0])])).Logits.data<float>().ToArray();
    }

    /// <summary>One question after another over four pictures, in eight slots.</summary>
    private sealed class Requests(int count) : IRequestSource
    {
        private readonly int[] open = new int[8];
        private int next;

        public int Slots => open.Length;

        public GenerationResult[] Results { get; } = new GenerationResult[count];

        public static float[] Picture(int index) => TinyModels.Picture((ulong)(index % 4));

        public static ulong Key(int index) => 1 + (ulong)(index % 4);

        public GenerationRequest? Next(int slot)
        {
            if (next == count) return null;
            open[slot] = next++;
            return new GenerationRequest(Picture(open[slot]), [], 1, 8, new SamplingRandom((ulong)open[slot] * 7919), Key(open[slot]));
        }

        public void Complete(int slot, GenerationResult result) => Results[open[slot]] = result;
    }
}
