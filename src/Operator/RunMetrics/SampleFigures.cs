using RL4VLM.Core.Stages;
using static RL4VLM.Core.Stages.MetricNames;

namespace RL4VLM.Operator.RunMetrics;

/// <summary>The workers of a collect as one: means weighted by what they are means of (docs/metrics.md), counts added.</summary>
internal static class SampleFigures
{
    /// <summary>Means, and the counts they are over.</summary>
    private static readonly Dictionary<string, string> Weights = new()
    {
        [Sample.Success] = Sample.Episodes,
        [Sample.Return] = Sample.Episodes,
        [Sample.EpisodeLength] = Sample.Episodes,
        [Sample.Reward] = Sample.Steps,
        [Sample.IllegalRate] = Sample.Steps,
        [Sample.OutputLength] = Sample.Steps,
        [Sample.TruncationRate] = Sample.Steps,
        [Sample.ThoughtAccuracy] = Sample.Steps,
    };

    private static readonly string[] Counts = [Sample.Episodes, Sample.Steps, Sample.Tokens];

    /// <returns>By the summaries' names; what no worker has is left out.</returns>
    public static IEnumerable<KeyValuePair<string, double>> Combine(IReadOnlyCollection<StageSummary> workers)
    {
        foreach (string count in Counts)
        {
            if (workers.Any(worker => worker.Metrics.ContainsKey(count))) yield return new(count, workers.Sum(worker => worker.Metrics.GetValueOrDefault(count)));
        }

        foreach ((string mean, string over) in Weights)
        {
            double sum = 0, weights = 0;
            foreach (StageSummary worker in workers)
            {
                double weight = worker.Metrics.GetValueOrDefault(over);
                if (weight <= 0 || !worker.Metrics.TryGetValue(mean, out double value)) continue;
                sum += value * weight;
                weights += weight;
            }

            if (weights > 0) yield return new(mean, sum / weights);
        }
    }
}
