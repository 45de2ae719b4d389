namespace RL4VLM.Learner.Ppo;

/// <summary>Means of what the minibatches of one iteration reported (docs/metrics.md).</summary>
public sealed class UpdateStatistics
{
    private readonly SortedDictionary<string, (double Sum, double Weight)> sums = new(StringComparer.Ordinal);

    /// <summary>Adds a minibatch's mean with its number of samples.</summary>
    public void Add(string metric, double mean, double weight)
    {
        var (sum, total) = sums.GetValueOrDefault(metric);
        sums[metric] = (sum + (mean * weight), total + weight);
    }

    /// <summary>Weighted mean of every metric.</summary>
    public IEnumerable<KeyValuePair<string, double>> Means() =>
        sums.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Sum / Math.Max(entry.Value.Weight, double.Epsilon)));
}
