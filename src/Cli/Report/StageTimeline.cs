using System.Globalization;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Report;

/// <summary>A committed stage's work.</summary>
internal readonly record struct StageBar(int Iteration, DateTimeOffset From, DateTimeOffset To);

/// <summary>The stages of one kind, worker or task.</summary>
/// <param name="Name">Label.</param>
/// <param name="Stage">The kind.</param>
/// <param name="Bars">By their beginning.</param>
internal sealed record StageLane(string Name, string Stage, IReadOnlyList<StageBar> Bars)
{
    private const double LongestStage = 365 * 86400;

    private static readonly string[] Order = [StageNames.Initialize, StageNames.Demonstrate, StageNames.Sft, StageNames.Collect, StageNames.Ppo, StageNames.Evaluate];

    /// <summary>In the order in which an iteration runs them. A stage's work ended when it was committed and took as long as its summary says.</summary>
    public static IReadOnlyList<StageLane> Of(IEnumerable<CommittedSummary> stages)
    {
        CommittedSummary[] all = [.. stages];
        bool workers = all.Any(stage => stage.Summary is { Stage: StageNames.Collect, Worker: > 0 });
        return [.. all
            .GroupBy(stage => (stage.Summary.Stage, Worker: stage.Summary.Stage == StageNames.Collect ? stage.Summary.Worker ?? 0 : 0, Task: stage.Summary.Stage == StageNames.Evaluate ? stage.Summary.Task : null))
            .OrderBy(lane => Array.IndexOf(Order, lane.Key.Stage)).ThenBy(lane => lane.Key.Worker).ThenBy(lane => lane.Key.Task, StringComparer.Ordinal)
            .Select(lane => new StageLane(
                lane.Key.Task is { } task ? $"{lane.Key.Stage} {task}" : workers && lane.Key.Stage == StageNames.Collect ? string.Create(CultureInfo.InvariantCulture, $"collect {lane.Key.Worker}") : lane.Key.Stage,
                lane.Key.Stage,
                [.. lane.Select(stage => new StageBar(stage.Summary.Iteration, stage.Time - TimeSpan.FromSeconds(Wall(stage)), stage.Time)).OrderBy(bar => bar.From)]))];
    }

    /// <summary>0, which is a hairline, for what has no usable duration.</summary>
    private static double Wall(CommittedSummary stage) =>
        stage.Summary.Timings.TryGetValue(MetricNames.Timing.WallSeconds, out double seconds) && seconds is > 0 and < LongestStage ? seconds : 0;
}
