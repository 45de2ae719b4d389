using k8s.Models;
using RL4VLM.Core.Logging;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Operator.Reconciling;

/// <summary>Why a stage failed, in the words of whoever knows best: the stage, else its log, else the Job controller.</summary>
internal static class FailureReport
{
    private const int LongestWords = 600;

    /// <param name="stage">Its Job has failed.</param>
    /// <param name="mayLoseWorkers">Whether the policy names a minimum of workers.</param>
    public static (string Reason, string Message) Of(StageView stage, bool mayLoseWorkers)
    {
        V1JobCondition? failure = stage.Failure;
        (V1Pod Pod, V1ContainerStateTerminated End)? last = LastEnd(stage);
        string reason = failure?.Reason switch
        {
            "FailedIndexes" or "MaxFailedIndexesExceeded" when mayLoseWorkers => Reasons.TooFewWorkers,
            "PodFailurePolicy" or "FailedIndexes" or "MaxFailedIndexesExceeded" => last?.End.ExitCode switch
            {
                ExitCodes.CorruptInput => Reasons.CorruptArtifact,
                ExitCodes.BadManifest => Reasons.RefusedByStage,
                ExitCodes.Software => Reasons.StageError,
                _ => failure.Reason == "PodFailurePolicy" ? Reasons.JobFailed : Reasons.RestartsExceeded,
            },
            "BackoffLimitExceeded" => Reasons.RestartsExceeded,
            "DeadlineExceeded" => Reasons.DeadlineExceeded,
            _ => Reasons.JobFailed,
        };
        return (reason, $"{stage.Title} failed: {(last is { } known ? Words(known.Pod, known.End) : failure?.Message ?? "its Job failed")} (kubectl rl4vlm logs, Job {stage.Name})");
    }

    private static string Words(V1Pod pod, V1ContainerStateTerminated end)
    {
        if (pod.Status.Reason == "DeadlineExceeded") return "it took longer than spec.failurePolicy.stageTimeoutSeconds";
        string reason = end.Reason is null or "Error" or "Completed" ? "" : $" ({end.Reason})";
        return $"exit code {end.ExitCode}{reason}{(Said(end.Message) is { } said ? $": {said}" : "")}";
    }

    /// <summary>The end that says most of why the stage failed; null when no container of it has failed.</summary>
    internal static (V1Pod Pod, V1ContainerStateTerminated End)? LastEnd(StageView stage) => stage.Pods
        .Select(pod => (Pod: pod, End: pod.Status?.ContainerStatuses?.FirstOrDefault(container => container.Name == Labels.Container)?.State?.Terminated))
        .Where(entry => entry.End is { ExitCode: not 0 })
        // An exit code that ended the Job says more than those that were retried.
        .OrderBy(entry => entry.End!.ExitCode is ExitCodes.CorruptInput or ExitCodes.Software or ExitCodes.BadManifest ? 1 : 0)
        .ThenBy(entry => entry.End!.FinishedAt)
        .Select(entry => ((V1Pod, V1ContainerStateTerminated)?)(entry.Pod, entry.End!))
        .LastOrDefault();

    /// <summary>From the line with which our programs begin to say what went wrong; of another program's log, its last line.</summary>
    private static string? Said(string? message)
    {
        // A line of a JSON log is what it would have been as text.
        string[] lines = [.. (message ?? "").Split('\n').SelectMany(line => (LogLine.TryRead(line.Trim())?.ToText() ?? line).Split('\n')).Select(line => line.Trim()).Where(line => line.Length > 0)];
        if (lines.Length == 0) return null;
        int start = Array.FindLastIndex(lines, line => line.StartsWith("rl4vlm-", StringComparison.Ordinal));
        string said = start < 0 ? lines[^1] : string.Join(' ', lines[start..].TakeWhile(line => !line.StartsWith("at ", StringComparison.Ordinal)));
        return said.Length <= LongestWords ? said : said[..LongestWords] + "…";
    }
}
