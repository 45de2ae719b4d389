using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Controllers.Jobs;

/// <summary>One look at a Job and its pods: counts and the verdict.</summary>
internal sealed class JobSync
{
    public JobSync(JsonObject job, List<JsonObject> pods, IReadOnlySet<string> counted, JobBackoff backoff)
    {
        Job = job;
        Spec = new JobSpec(job);
        Status = (JsonObject?)job["status"]?.DeepClone() ?? [];
        Pods = pods;
        Active = [.. pods.Where(JobPods.Active)];
        Terminating = pods.Count(JobPods.Terminating);
        Ready = Active.Count(JobPods.Ready);
        NewlySucceeded = [.. pods.Where(pod => IsUncounted(pod, counted) && JobPods.Succeeded(pod))];
        NewlyFailed = [.. pods.Where(pod => IsUncounted(pod, counted) && JobPods.Failed(pod, Spec))];
        Backoff = backoff.After(NewlySucceeded, NewlyFailed);
        Failed = (Status.Number("failed") ?? 0) + NewlyFailed.Count(pod => PodFailurePolicy.Match(Spec.FailurePolicy, pod).Counts);
        Succeeded = (int)(Status.Number("succeeded") ?? 0) + NewlySucceeded.Count;
        if (!Spec.Indexed) return;
        int completions = Spec.Completions ?? 0;
        SucceededIndexes = CompletionIndexes.Parse(Status.Text("completedIndexes"), completions);
        foreach (JsonObject pod in NewlySucceeded) SucceededIndexes.Add(JobPods.Index(pod)!.Value);
        Succeeded = SucceededIndexes.Count;
        if (Spec.BackoffLimitPerIndex is null) return;
        FailedIndexes = CompletionIndexes.Parse(Status.Text("failedIndexes"), completions);
        foreach (JsonObject pod in NewlyFailed.Where(IsIndexFailed)) FailedIndexes.Add(JobPods.Index(pod)!.Value);
        Replaced = PodsToReplace();
    }

    public JsonObject Job { get; }

    public JobSpec Spec { get; }

    /// <summary>A copy, to be changed and written.</summary>
    public JsonObject Status { get; }

    public List<JsonObject> Pods { get; }

    public List<JsonObject> Active { get; }

    public int Terminating { get; set; }

    public int Ready { get; set; }

    public List<JsonObject> NewlySucceeded { get; }

    public List<JsonObject> NewlyFailed { get; }

    public JobBackoff Backoff { get; }

    public long Failed { get; }

    public int Succeeded { get; }

    public CompletionIndexes? SucceededIndexes { get; }

    /// <summary>Only with backoffLimitPerIndex.</summary>
    public CompletionIndexes? FailedIndexes { get; }

    /// <summary>Only with backoffLimitPerIndex: by index the failed pod that stays until its replacement carries its failure count on.</summary>
    public Dictionary<int, JsonObject> Replaced { get; } = [];

    /// <summary>Indexes no pod has, in order.</summary>
    public IEnumerable<int> PendingIndexes()
    {
        HashSet<int?> taken = [.. Active.Select(JobPods.Index)];
        if (Spec.ReplacesOnlyFailed) taken.UnionWith(Pods.Where(JobPods.Terminating).Select(JobPods.Index));
        return Enumerable.Range(0, Spec.Completions ?? 0)
            .Where(index => !taken.Contains(index) && !SucceededIndexes!.Contains(index) && FailedIndexes?.Contains(index) != true);
    }

    /// <summary>Whether the failure of the Job is decided now, and why.</summary>
    public (string Reason, string Message)? Verdict(DateTimeOffset now)
    {
        if (Spec.FailurePolicy is { } policy)
        {
            foreach (JsonObject pod in Pods.Where(pod => JobPods.Failed(pod, Spec)))
            {
                if (PodFailurePolicy.Match(policy, pod) is { Action: FailureAction.FailJob } match) return ("PodFailurePolicy", match.Message!);
            }
        }

        if (Failed > Spec.BackoffLimit || IsPastBackoffLimitOnFailure()) return ("BackoffLimitExceeded", "Job has reached the specified backoff limit");
        if (DeadlineIn(now) is { } left && left <= TimeSpan.Zero) return ("DeadlineExceeded", "Job was active longer than specified deadline");
        if (FailedIndexes is not { Count: > 0 } failed) return null;
        if (failed.Count > Spec.MaxFailedIndexes) return ("MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes");
        return failed.Count + Succeeded >= Spec.Completions ? ("FailedIndexes", "Job has failed indexes") : null;
    }

    /// <summary>null when there is no deadline, or it stands still; being resumed it starts anew.</summary>
    public TimeSpan? DeadlineIn(DateTimeOffset now) =>
        Spec.ActiveDeadline is { } deadline && !Spec.Suspended && !Status.HasCondition("Suspended") && Status.Time("startTime") is { } start ? start + deadline - now : null;

    private bool IsUncounted(JsonObject pod, IReadOnlySet<string> counted) => JobPods.Tracked(pod) && !counted.Contains(pod.Uid())
        && (!Spec.Indexed || JobPods.Index(pod) < Spec.Completions);

    private bool IsIndexFailed(JsonObject pod)
    {
        FailureMatch match = PodFailurePolicy.Match(Spec.FailurePolicy, pod);
        if (match.Action == FailureAction.FailIndex) return true;
        return match.Counts && JobPods.Failures(pod, JobNames.IndexFailureCount) >= Spec.BackoffLimitPerIndex;
    }

    private bool IsPastBackoffLimitOnFailure()
    {
        if (!Spec.RestartsOnFailure) return false;
        long restarts = Pods.Where(pod => !JobPods.Terminal(pod)).Sum(JobPods.Restarts);
        return Spec.BackoffLimit == 0 ? restarts > 0 : restarts >= Spec.BackoffLimit;
    }

    private Dictionary<int, JsonObject> PodsToReplace()
    {
        HashSet<int?> active = [.. Active.Select(JobPods.Index)];
        var result = new Dictionary<int, JsonObject>();
        foreach (JsonObject pod in Pods.Where(pod => JobPods.Tracked(pod) && JobPods.Failed(pod, Spec) && JobPods.Index(pod) < Spec.Completions))
        {
            int index = JobPods.Index(pod)!.Value;
            if (SucceededIndexes!.Contains(index) || FailedIndexes!.Contains(index) || active.Contains(index)) continue;
            if (!result.TryGetValue(index, out JsonObject? other) || (JobPods.AllFailures(other) <= JobPods.AllFailures(pod)
                && JobPods.FinishedAt(pod) >= JobPods.FinishedAt(other))) result[index] = pod;
        }

        return result;
    }
}
