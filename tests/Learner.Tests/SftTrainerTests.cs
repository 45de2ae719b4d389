using RL4VLM.Core.Manifest;
using RL4VLM.Learner.Optimization;
using RL4VLM.Learner.Sft;

namespace RL4VLM.Learner.Tests;

public sealed class SftTrainerTests
{
    [Fact]
    public void Weight_decay_shrinks_what_nothing_trains()
    {
        // Rows of the embedding that no text names have no gradient but zeros.
        (float[] start, float[] plain) = Embedding(weightDecay: 0);
        (_, float[] decayed) = Embedding(weightDecay: 10);
        int[] idle = [.. Enumerable.Range(0, start.Length).Where(i => plain[i] == start[i] && start[i] != 0)];
        Assert.NotEmpty(idle);
        // One step at the peak of the rate: 1 - 0.01 x 10.
        Assert.All(idle, i => Assert.Equal(0.9f, decayed[i] / start[i], 1e-4f));
    }

    private static (float[] Start, float[] Trained) Embedding(double weightDecay)
    {
        var spec = new RunSpec
        {
            Tasks = [new TaskSpec { Name = "numberline" }],
            Sft = new SftSpec { BatchSize = 12, Epochs = 1, LearningRate = 1e-2, WeightDecay = weightDecay },
        };
        using var policy = SmallPolicy.Create(spec);
        using var optimizer = new AdamOptimizer(policy.TrainableParameters());
        var embedding = policy.TrainableParameters().Single(entry => entry.Name.EndsWith("embed_tokens.weight", StringComparison.Ordinal)).Tensor;
        float[] start = embedding.detach().data<float>().ToArray();
        new SftTrainer(spec, policy, optimizer, SmallPolicy.Steps(policy)).Run((_, _) => { }, CancellationToken.None);
        return (start, embedding.detach().data<float>().ToArray());
    }
}
