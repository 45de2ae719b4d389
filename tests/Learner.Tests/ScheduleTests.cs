using RL4VLM.Core.Manifest;
using RL4VLM.Learner.Checkpoints;
using RL4VLM.Learner.Data;
using RL4VLM.Learner.Optimization;

namespace RL4VLM.Learner.Tests;

public sealed class ScheduleTests
{
    [Fact]
    public void CosineFallsFromInitialToFinalAndStaysThere()
    {
        var spec = new LearningRateSpec { Initial = 1e-3, Final = 1e-6, Steps = 10 };
        Assert.Equal(1e-3, LearningRates.OfIteration(spec, 1), 12);
        Assert.Equal((1e-3 + 1e-6) / 2, LearningRates.OfIteration(spec, 6), 12);
        Assert.Equal(1e-6, LearningRates.OfIteration(spec, 11), 12);
        Assert.Equal(1e-6, LearningRates.OfIteration(spec, 50), 12);
    }

    [Fact]
    public void WarmupReachesTheFullRateAtItsLastStep()
    {
        var spec = new LearningRateSpec { WarmupSteps = 4 };
        Assert.Equal([0.25, 0.5, 0.75, 1, 1], Enumerable.Range(0, 5).Select(step => LearningRates.Warmup(spec, step)));
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(64, 1000)]
    [InlineData(7, 333)]
    public void EverySampleIsInExactlyOneBatchAndTheSameSeedGivesTheSameBatches(int size, int count)
    {
        int[] lengths = [.. Enumerable.Range(0, count).Select(i => (i * 37) % 50)];
        var batches = ShuffledBatches.Create(lengths, size, new Random(3));
        Assert.Equal(Enumerable.Range(0, count), batches.SelectMany(b => b).Order());
        Assert.All(batches, b => Assert.InRange(b.Length, 1, size));
        Assert.Equal(batches, ShuffledBatches.Create(lengths, size, new Random(3)));
    }

    [Fact]
    public void RetentionKeepsTheNewestTheBestTheFirstAndThoseStillToBeEvaluated()
    {
        var waiting = new HashSet<int> { 4 };
        int[] gone = [.. Enumerable.Range(0, 10).Where(i => CheckpointRetention.MayGo(i, newest: 10, keep: 3, best: 2, waiting))];
        Assert.Equal([1, 3, 5, 6, 7], gone);
    }
}
