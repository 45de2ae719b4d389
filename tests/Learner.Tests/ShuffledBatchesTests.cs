using RL4VLM.Learner.Data;

namespace RL4VLM.Learner.Tests;

public sealed class ShuffledBatchesTests
{
    [Fact]
    public void Every_sample_comes_once_and_every_batch_has_short_and_long_ones()
    {
        int[] lengths = [.. Enumerable.Range(0, 1030).Select(i => i < 500 ? 10 : 100)];
        var batches = ShuffledBatches.Create(lengths, 50, new Random(1));

        Assert.Equal(Enumerable.Range(0, 1030), batches.SelectMany(batch => batch).Order());
        Assert.Equal([.. Enumerable.Repeat(50, 20), 30], batches.Select(batch => batch.Length));
        Assert.All(batches, batch => Assert.InRange(batch.Count(i => lengths[i] == 10), 5, batch.Length - 5));
        Assert.All(batches, batch => Assert.Equal(batch.Select(i => lengths[i]).Order(), batch.Select(i => lengths[i])));
    }

    [Fact]
    public void The_same_seed_gives_the_same_batches()
    {
        int[] lengths = [.. Enumerable.Range(0, 100).Select(i => i % 7)];
        Assert.Equal(ShuffledBatches.Create(lengths, 16, new Random(5)), ShuffledBatches.Create(lengths, 16, new Random(5)));
        Assert.NotEqual(ShuffledBatches.Create(lengths, 16, new Random(5)), ShuffledBatches.Create(lengths, 16, new Random(6)));
    }
}
