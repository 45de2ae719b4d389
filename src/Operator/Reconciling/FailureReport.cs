using k8s.Models;
using RL4VLM.Core.Stages;
using RL4VLM.Operator.Jobs;

namespace RL4VLM.Operator.Reconciling;

/// <summary>Why a stage failed, in the words of whoever knows best: the stage's log, else the Job controller.</summary>
internal static class FailureReport
{
    private const int LongestLine = 600;

    public static (string Reason, string Message) Of(StageView stage)
    {
        V1JobCondition? failure = stage.Failure;
        V1ContainerStateTerminated? end = LastEnd(stage);
        string reason = failure?.Reason switch
        {
            "PodFailurePolicy" => end?.ExitCode switch
            {
                ExitCodes.CorruptInput => Reasons.CorruptArtifact,
                ExitCodes.BadManifest => Reasons.ManifestRejectedByStage,
                _ => Reasons.StageError,
            },
            "BackoffLimitExceeded" => Reasons.RestartsExceeded,
            "FailedIndexes" or "MaxFailedIndexesExceeded" => Reasons.TooFewWorkers,
            "DeadlineExceeded" => Reasons.DeadlineExceeded,
            _ => Reasons.JobFailed,
        };
        string what = end is null ? failure?.Message ?? "its Job failed" : $"exit code {end.ExitCode}{(LastLine(end.Message) is { } line ? $": {line}" : "")}";
        return (reason, $"{stage.Title} failed: {what} (kubectl rl4vlm logs, Job {stage.Name})");
    }

    private static V1ContainerStateTerminated? LastEnd(StageView stage) => stage.Pods
        .Select(pod => pod.Status?.ContainerStatuses?.FirstOrDefault(container => container.Name == StagePod.ContainerName)?.State?.Terminated)
        .Where(end => end is { ExitCode: not 0 })
        // An exit code that ended the Job says more than those that were retried.
        .OrderBy(end => end!.ExitCode is ExitCodes.CorruptInput or ExitCodes.Software or ExitCodes.BadManifest ? 1 : 0)
        .ThenBy(end => end!.FinishedAt)
        .LastOrDefault();

    private static string? LastLine(string? log)
    {
        string? line = log?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
        return line is null || line.Length <= LongestLine ? line : line[..LongestLine] + "…";
    }
}
