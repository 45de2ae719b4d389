namespace RL4VLM.Operator.Runtime.Metrics;

/// <summary>One set of label values of an instrument: a number, or a histogram's counts.</summary>
internal sealed class MetricSeries(string labels, double[] boundaries)
{
    private readonly long[] buckets = boundaries.Length == 0 ? [] : new long[boundaries.Length + 1];

    /// <summary>As they stand between the braces.</summary>
    public string Labels { get; } = labels;

    /// <summary>A counter's or gauge's value; a histogram's sum.</summary>
    public double Value { get; set; }

    public long Count { get; private set; }

    /// <summary>The last reading of observable instruments in which it was reported.</summary>
    public int LastReading { get; set; }

    public void Observe(double value)
    {
        int bucket = 0;
        while (bucket < boundaries.Length && value > boundaries[bucket]) bucket++;
        buckets[bucket]++;
        Count++;
        Value += value;
    }

    /// <summary>Upper bounds with the number of values at or below.</summary>
    public IEnumerable<(double Bound, long Count)> Cumulative()
    {
        long total = 0;
        for (int i = 0; i < boundaries.Length; i++)
        {
            total += buckets[i];
            yield return (boundaries[i], total);
        }
    }
}
