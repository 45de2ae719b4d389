using RL4VLM.Core.Manifest;
using RL4VLM.Core.Trajectories;
using RL4VLM.Learner.Data;
using RL4VLM.Learner.Optimization;
using RL4VLM.Learner.Ppo;
using RL4VLM.Learner.Sft;
using RL4VLM.Models.Checkpoints;

namespace RL4VLM.Learner.Tests;

public sealed class BatchPiecesTests
{
    [Fact]
    public void Every_sample_comes_once_in_order_and_no_piece_is_larger_than_allowed()
    {
        var steps = Enumerable.Range(0, 40).Select(i => Step(i, prompt: 5 + (i % 3), answer: 1 + (i % 7))).ToArray();
        int[] samples = [.. Enumerable.Range(0, 40).Reverse()];
        int[][] pieces = [.. BatchPieces.Split(samples, steps, 30)];

        Assert.Equal(samples, pieces.SelectMany(piece => piece));
        Assert.All(pieces, piece => Assert.InRange(piece.Sum(i => steps[i].Length), 1, 30));
        Assert.InRange(pieces.Length, 40 * 9 / 30, 40 / 2);
    }

    [Fact]
    public void A_prompt_that_several_samples_share_counts_once_in_a_piece()
    {
        var steps = Enumerable.Range(0, 10).Select(_ => Step(7, prompt: 20, answer: 2)).ToArray();
        int[][] pieces = [.. BatchPieces.Split([.. Enumerable.Range(0, 10)], steps, 30)];
        Assert.Equal([5, 5], pieces.Select(piece => piece.Length));
    }

    [Fact]
    public void A_sample_larger_than_a_piece_is_a_piece()
    {
        TrainingStep[] steps = [Step(1, 5, 5), Step(2, 50, 5), Step(3, 5, 5)];
        Assert.Equal(new int[][] { [0], [1], [2] }, BatchPieces.Split([0, 1, 2], steps, 20));
    }

    [Fact]
    public void Sft_in_pieces_makes_the_same_update()
    {
        var whole = Sft(int.MaxValue);
        var pieces = Sft(60);
        AssertClose(whole.Weights, pieces.Weights);
        Assert.Equal(whole.Loss, pieces.Loss, 1e-4);
        Assert.NotEqual(whole.Start, whole.Weights);
    }

    [Fact]
    public void Ppo_in_pieces_makes_the_same_update()
    {
        var whole = Ppo(int.MaxValue);
        var pieces = Ppo(60);
        AssertClose(whole.Weights, pieces.Weights);
        foreach (var (name, value) in whole.Means.Where(mean => mean.Key != "rl.train.entropy"))
            Assert.Equal(value, pieces.Means[name], 1e-4);
        Assert.NotEqual(whole.Start, whole.Weights);
    }

    private static (float[] Start, float[] Weights, double Loss) Sft(int rows)
    {
        var spec = new RunSpec { Tasks = [new TaskSpec { Name = "numberline" }], Sft = new SftSpec { BatchSize = 12, Epochs = 1, LearningRate = 1e-3 } };
        using var policy = SmallPolicy.Create(spec);
        using var optimizer = new AdamOptimizer(policy.TrainableParameters());
        float[] start = SmallPolicy.Weights(policy);
        var trainer = new SftTrainer(spec, policy, optimizer, SmallPolicy.Steps(policy)) { PieceRows = rows };
        trainer.Run((_, _) => { }, CancellationToken.None);
        return (start, SmallPolicy.Weights(policy), trainer.TailLoss);
    }

    private static (float[] Start, float[] Weights, IReadOnlyDictionary<string, double> Means) Ppo(int rows)
    {
        var spec = new RunSpec
        {
            Tasks = [new TaskSpec { Name = "numberline" }],
            Ppo = new PpoSpec
            {
                Epochs = 1, MiniBatchSize = 6, GradientAccumulation = 2, EntropyCoefficient = 0.1, MaxGradNorm = 1,
                LearningRate = new LearningRateSpec { Initial = 1e-3, Final = 1e-3 }, Kl = new KlSpec { Coefficient = 0.5, Tokens = KlTokens.All },
            },
        };
        using var policy = SmallPolicy.Create(spec);
        using var sft = policy.Clone();
        using var optimizer = new AdamOptimizer(policy.TrainableParameters());
        float[] start = SmallPolicy.Weights(policy);
        var steps = SmallPolicy.Steps(policy);
        var rollout = new RolloutBuffer(steps, new float[steps.Count], [.. steps.Select(step => -3f * step.OutputIds.Length)], spec.Ppo);
        using var reference = new ReferencePolicy(sft, steps, 1);
        var update = new PpoUpdate(spec, policy, reference, optimizer, rollout) { PieceRows = rows };
        update.Run(1, _ => { }, CancellationToken.None);
        return (start, SmallPolicy.Weights(policy), update.Statistics.Means().ToDictionary());
    }

    private static TrainingStep Step(int first, int prompt, int answer)
    {
        int[] ids = [first, .. Enumerable.Range(1, prompt - 1)];
        return new TrainingStep(new StepRecord { Image = [], PromptIds = ids, OutputIds = new int[answer], LogProbabilities = [] }, null, ids, "numberline", true, "test");
    }

    /// <summary>Adam makes steps of the learning rate of whatever gradient there is: a few weights whose gradient is rounding may go the other way.</summary>
    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        int apart = expected.Zip(actual).Count(pair => Math.Abs(pair.First - pair.Second) > 1e-5);
        Assert.InRange(apart, 0, expected.Length / 100);
    }
}
