using System.Globalization;
using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Controllers.Jobs;

/// <summary>What the Job controller reads off a pod.</summary>
internal static class JobPods
{
    public static int? Index(JsonObject pod) =>
        int.TryParse(pod.Text("metadata", "annotations", JobNames.CompletionIndex), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? index : null;

    public static bool Succeeded(JsonObject pod) => pod.Text("status", "phase") == "Succeeded";

    public static bool Terminal(JsonObject pod) => pod.Text("status", "phase") is "Succeeded" or "Failed";

    public static bool Active(JsonObject pod) => !Terminal(pod) && !pod.IsDeleting();

    public static bool Terminating(JsonObject pod) => !Terminal(pod) && pod.IsDeleting();

    public static bool Ready(JsonObject pod) => pod["status"].HasCondition("Ready");

    public static bool Tracked(JsonObject pod) => pod.HasFinalizer(JobNames.TrackingFinalizer);

    public static bool Failed(JsonObject pod, JobSpec spec) => pod.Text("status", "phase") == "Failed"
        || (!spec.ReplacesOnlyFailed && pod.IsDeleting() && !Succeeded(pod));

    public static int Failures(JsonObject pod, string annotation) =>
        int.TryParse(pod.Text("metadata", "annotations", annotation), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0;

    public static int AllFailures(JsonObject pod) => Failures(pod, JobNames.IndexFailureCount) + Failures(pod, JobNames.IndexIgnoredFailureCount);

    public static long Restarts(JsonObject pod) => pod.Items("status", "initContainerStatuses").Concat(pod.Items("status", "containerStatuses"))
        .Sum(status => status.Number("restartCount") ?? 0);

    /// <summary>The latest end of its containers; else when it stopped being ready, was deleted, or was created.</summary>
    public static DateTimeOffset FinishedAt(JsonObject pod)
    {
        DateTimeOffset?[] ends = [.. pod.Items("status", "containerStatuses").Select(status => status.Time("state", "terminated", "finishedAt"))];
        if (ends.Length > 0 && ends.All(end => end is not null)) return ends.Max()!.Value;
        if (pod["status"].Condition("Ready") is { } ready && ready.Text("status") == "False" && ready.Time("lastTransitionTime") is { } stopped) return stopped;
        if (pod.Time("metadata", "deletionTimestamp") is { } deleted)
            return deleted - TimeSpan.FromSeconds(pod.Number("metadata", "deletionGracePeriodSeconds") ?? 0);
        return pod.Time("metadata", "creationTimestamp") ?? DateTimeOffset.UnixEpoch;
    }

    /// <summary>What is least far along goes first: unscheduled, pending, not ready, then the youngest.</summary>
    public static IEnumerable<JsonObject> InOrderOfRemoval(IEnumerable<JsonObject> pods) => pods
        .OrderBy(pod => pod.Text("spec", "nodeName") is null ? 0 : 1)
        .ThenBy(pod => pod.Text("status", "phase") == "Running" ? 1 : 0)
        .ThenBy(pod => Ready(pod) ? 1 : 0)
        .ThenByDescending(pod => pod.Text("metadata", "creationTimestamp"), StringComparer.Ordinal);
}
