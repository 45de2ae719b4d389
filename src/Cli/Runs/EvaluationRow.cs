using RL4VLM.Cli.Output;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Runs;

/// <summary>One committed evaluation as its summary tells it, sampled or greedy.</summary>
public sealed record EvaluationRow(string Checkpoint, string Task, string Mode, IReadOnlyDictionary<string, double> Metrics)
{
    private string Prefix => Mode == "greedy" ? MetricNames.Evaluation.Greedy : MetricNames.Evaluation.Sampled;

    /// <summary>One of the constants of <see cref="MetricNames.Evaluation"/>; null when the evaluation has none.</summary>
    public double? this[string measure] => Metrics.TryGetValue(Prefix + measure, out double value) ? value : null;

    /// <summary>Both modes of the evaluation of <paramref name="iteration"/>'s checkpoint (0: SFT), or none when it is not committed.</summary>
    public static async Task<IReadOnlyList<EvaluationRow>> ReadAsync(IArtifactStore store, int iteration, string task, CancellationToken cancellation)
    {
        StageKey key = StageKey.Evaluate(iteration, task);
        if (await store.TryGetCommitAsync(key.Output, cancellation).ConfigureAwait(false) is not { } commit) return [];
        return Both(StageKey.CheckpointOf(iteration).Leaf, task, commit.Summary.Metrics);
    }

    /// <summary>Both modes of an evaluation with these metrics.</summary>
    public static IReadOnlyList<EvaluationRow> Both(string checkpoint, string task, IReadOnlyDictionary<string, double> metrics) =>
        [new(checkpoint, task, "sampled", metrics), new(checkpoint, task, "greedy", metrics)];

    public JsonFields ToJson() => new()
    {
        { "checkpoint", Checkpoint },
        { "task", Task },
        { "mode", Mode },
        { "episodes", this[MetricNames.Evaluation.Episodes] },
        { "successRate", this[MetricNames.Evaluation.Success] },
        { "interval95", new object?[] { this[MetricNames.Evaluation.SuccessLow], this[MetricNames.Evaluation.SuccessHigh] } },
        { "meanReward", this[MetricNames.Evaluation.Reward] },
        { "ceilingShare", this[MetricNames.Evaluation.CeilingShare] },
        { "thoughtAccuracy", this[MetricNames.Evaluation.ThoughtAccuracy] },
        { "illegalRate", this[MetricNames.Evaluation.IllegalRate] },
        { "meanEpisodeLength", this[MetricNames.Evaluation.EpisodeLength] },
    };

    /// <summary>A table of evaluations, one row per checkpoint, task and mode.</summary>
    public static TextTable Table(IEnumerable<EvaluationRow> evaluations)
    {
        var table = new TextTable("evaluation", "task", "mode", "episodes", "success", "95 %", "of ceiling", "reward", "thoughts", "illegal", "length");
        foreach (EvaluationRow row in evaluations)
        {
            table.Row(
                row.Checkpoint, row.Task, row.Mode,
                Format.Count(row[MetricNames.Evaluation.Episodes]),
                Format.Percent(row[MetricNames.Evaluation.Success]),
                Format.Interval(row[MetricNames.Evaluation.SuccessLow], row[MetricNames.Evaluation.SuccessHigh]),
                Format.Percent(row[MetricNames.Evaluation.CeilingShare]),
                Format.Number(row[MetricNames.Evaluation.Reward]),
                Format.Percent(row[MetricNames.Evaluation.ThoughtAccuracy]),
                Format.Percent(row[MetricNames.Evaluation.IllegalRate]),
                Format.Number(row[MetricNames.Evaluation.EpisodeLength], "0.0"));
        }

        return table;
    }
}
