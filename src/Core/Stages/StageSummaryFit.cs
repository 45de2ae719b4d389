using RL4VLM.Core.Artifacts;

namespace RL4VLM.Core.Stages;

/// <summary>Makes a summary fit the termination message.</summary>
public static class StageSummaryFit
{
    /// <summary>UTF-8 JSON of at most <see cref="StageSummary.MaximumBytes"/>: timings go first, then metrics from the last one
    /// (stages list what matters first), then artifact names. What a summary is of (stage, iteration, worker, task) always stays.</summary>
    /// <param name="summary">What a stage has to say.</param>
    /// <param name="maximumBytes">Less than the default where a pod's containers share what the kubelet keeps of them all.</param>
    public static byte[] ToUtf8(StageSummary summary, int maximumBytes = StageSummary.MaximumBytes)
    {
        byte[] bytes = CommitJson.Write(summary);
        while (bytes.Length > maximumBytes && !IsLeast(summary))
        {
            // Halving leaves a few log2(n) serialisations instead of n.
            if (summary.Timings.Count > 0) summary = summary with { Timings = Front(summary.Timings) };
            else if (summary.Metrics.Count > 0) summary = summary with { Metrics = Front(summary.Metrics) };
            else if (summary.Artifacts.Count > 0) summary = summary with { Artifacts = [.. summary.Artifacts.Take(summary.Artifacts.Count / 2)] };
            else summary = summary with { Task = summary.Task?[..Math.Min(64, summary.Task.Length)], Stage = summary.Stage[..Math.Min(64, summary.Stage.Length)] };
            bytes = CommitJson.Write(summary);
        }

        return bytes;
    }

    private static bool IsLeast(StageSummary summary) =>
        summary is { Timings.Count: 0, Metrics.Count: 0, Artifacts.Count: 0, Stage.Length: <= 64 } && (summary.Task?.Length ?? 0) <= 64;

    private static Dictionary<string, double> Front(IReadOnlyDictionary<string, double> values)
    {
        int keep = values.Count > 1 ? values.Count - Math.Max(1, values.Count / 8) : 0;
        return values.Take(keep).ToDictionary(pair => pair.Key, pair => pair.Value);
    }
}
