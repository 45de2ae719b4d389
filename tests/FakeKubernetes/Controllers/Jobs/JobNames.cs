namespace RL4VLM.FakeKubernetes.Controllers.Jobs;

internal static class JobNames
{
    public const string ControllerName = "kubernetes.io/job-controller";

    public const string TrackingFinalizer = "batch.kubernetes.io/job-tracking";

    /// <summary>A label and an annotation.</summary>
    public const string CompletionIndex = "batch.kubernetes.io/job-completion-index";

    public const string IndexFailureCount = "batch.kubernetes.io/job-index-failure-count";

    public const string IndexIgnoredFailureCount = "batch.kubernetes.io/job-index-ignored-failure-count";

    public const string CompletionIndexVariable = "JOB_COMPLETION_INDEX";

    // A name has at most 63 characters, five of them random.
    private const int LongestPrefix = 58;

    /// <summary>generateName of a Job's pod.</summary>
    public static string PodPrefix(string job, int? index)
    {
        if (index is null) return $"{job}-";
        string end = $"-{index}-";
        return job.Length + end.Length > LongestPrefix ? job[..(LongestPrefix - end.Length)] + end : job + end;
    }

    /// <summary>As the API server makes a name of generateName.</summary>
    public static string PodName(string prefix, string suffix) => (prefix.Length > LongestPrefix ? prefix[..LongestPrefix] : prefix) + suffix;
}
