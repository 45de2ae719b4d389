using RL4VLM.Models.Generation;

namespace RL4VLM.Models.Tests.Generation;

public sealed class SamplerTests
{
    [Fact]
    public void GreedyTakesTheLowestIdAmongEquals()
    {
        var (id, logProbability) = Sampler.Choose([1f, 3f, 3f, 0f], 0, new SamplingRandom(1), new float[4]);
        Assert.Equal(1, id);
        double expected = 3 - Math.Log(Math.Exp(1) + (2 * Math.Exp(3)) + 1);
        Assert.Equal(expected, logProbability, 1e-6);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.5)]
    public void FrequenciesFollowTheSoftmax(double temperature)
    {
        float[] logits = [.. Enumerable.Range(0, 19).Select(i => (float)Math.Sin(i * 1.7))];
        double[] weights = [.. logits.Select(logit => Math.Exp(logit / temperature))];
        var random = new SamplingRandom(5);
        var counts = new int[logits.Length];
        const int Draws = 200_000;
        for (int i = 0; i < Draws; i++)
        {
            var (id, logProbability) = Sampler.Choose(logits, temperature, random, new float[19]);
            counts[id]++;
            Assert.Equal(Math.Log(weights[id] / weights.Sum()), logProbability, 1e-5);
        }

        for (int i = 0; i < counts.Length; i++)
        {
            double expected = weights[i] / weights.Sum();
            Assert.Equal(expected, counts[i] / (double)Draws, 5 * Math.Sqrt(expected / Draws));
        }
    }

    [Fact]
    public void LogitsThatAreNotFiniteAreAnError() =>
        Assert.Throws<ArithmeticException>(() => Sampler.Choose([float.NaN, float.NaN], 1, new SamplingRandom(1), new float[2]));
}
