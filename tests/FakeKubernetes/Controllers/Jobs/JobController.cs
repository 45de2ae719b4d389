using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Controllers.Jobs;

/// <summary>Runs Jobs to completion with the semantics of Kubernetes 1.34. Unlike the real one it counts an ended pod and forgets its
/// finalizer in one step, keeping the uids in memory: uncountedTerminatedPods is always empty, the counters are the same.</summary>
internal sealed class JobController : IWorker
{
    private readonly ClusterContext context;
    private readonly TrackingReleaser releaser;
    private readonly TimeToLiveController timeToLive;
    private readonly Dictionary<string, Record> records = [];

    public JobController(ClusterContext context)
    {
        this.context = context;
        releaser = new TrackingReleaser(context);
        timeToLive = new TimeToLiveController(context);
    }

    public void Observe(StoreEvent change)
    {
        if (change.Kind == ResourceKind.Jobs)
        {
            context.Queue.Add(this, Key(change.Object.Namespace(), change.Object.Name()));
            timeToLive.Observe(change.Object);
            if (change.Type == "DELETED") releaser.JobDeleted(change.Object);
        }
        else if (change.Kind == ResourceKind.Pods)
        {
            if (change.Object.ControllerOf() is { } owner && owner.Text("kind") == "Job") context.Queue.Add(this, Key(change.Object.Namespace(), owner.Text("name")!));
            if (change.Type != "DELETED") releaser.PodChanged(change.Object);
        }
    }

    public void Process(string key)
    {
        (string @namespace, string name) = (key[..key.IndexOf('/')], key[(key.IndexOf('/') + 1)..]);
        JsonObject? job = context.Cache.Get(ResourceKind.Jobs, @namespace, name);
        if (job is null || IsFinished(job))
        {
            records.Remove(key);
            context.Queue.Cancel(this, key);
            return;
        }

        if (new JobSpec(job).ManagedElsewhere) return;
        if (!records.TryGetValue(key, out Record? record) || record.Uid != job.Uid()) records[key] = record = new Record(job.Uid());
        Sync(key, job, record);
    }

    internal static bool IsFinished(JsonObject job) => job["status"].HasCondition("Complete") || job["status"].HasCondition("Failed");

    private void Sync(string key, JsonObject job, Record record)
    {
        var sync = new JobSync(job, context.Cache.Dependants(job.Uid(), ResourceKind.Pods), record.Counted, record.Backoff);
        DateTimeOffset now = context.Now;
        if (sync.Status.Text("startTime") is null && !sync.Spec.Suspended) sync.Status["startTime"] = now.Stamp();
        int active = sync.Active.Count;
        bool? succeeded = Decided(sync, now);
        if (succeeded is not null)
        {
            DeletePods(sync, sync.Active, release: false);
            active = 0;
        }
        else
        {
            if (sync.DeadlineIn(now) is { } left) context.Queue.AddAfter(this, key, left);
            bool managed = !job.IsDeleting();
            if (managed) active = Manage(key, sync);
            if (IsComplete(sync, active))
            {
                succeeded = true;
                sync.Status.SetCondition("SuccessCriteriaMet", true, "CompletionsReached", "Reached expected number of succeeded pods", now);
            }
            else if (managed)
            {
                SetSuspended(sync, now);
            }
        }

        List<JsonObject> ended = [.. sync.Pods.Where(pod => JobPods.Tracked(pod) && CanRelease(sync, pod, succeeded is not null))];
        WriteCounts(sync, active, ended, record, succeeded == false);
        record.Backoff = sync.Backoff;
        foreach (JsonObject pod in ended) context.Update(ResourceKind.Pods, pod, latest => latest.RemoveFinalizer(JobNames.TrackingFinalizer));
        if (succeeded is { } success && sync.Terminating == 0) Finish(sync, success);
    }

    /// <summary>Whether the Job has succeeded or failed already or does now; null when it goes on.</summary>
    private bool? Decided(JobSync sync, DateTimeOffset now)
    {
        if (sync.Status.HasCondition("SuccessCriteriaMet")) return true;
        if (sync.Status.HasCondition("FailureTarget")) return false;
        if (sync.Verdict(now) is not { } verdict) return null;
        sync.Status.SetCondition("FailureTarget", true, verdict.Reason, verdict.Message, now);
        return false;
    }

    private static bool IsComplete(JobSync sync, int active) => active == 0
        && (sync.Spec.Completions is { } completions ? sync.Succeeded >= completions : sync.Succeeded > 0);

    private void SetSuspended(JobSync sync, DateTimeOffset now)
    {
        if (sync.Spec.Suspended)
        {
            sync.Status.SetCondition("Suspended", true, "JobSuspended", "Job suspended", now);
        }
        else if (sync.Status.HasCondition("Suspended"))
        {
            sync.Status.SetCondition("Suspended", false, "JobResumed", "Job resumed", now);
            sync.Status["startTime"] = now.Stamp();
            if (sync.Spec.ActiveDeadline is { } deadline) context.Queue.AddAfter(this, Key(sync.Job.Namespace(), sync.Job.Name()), deadline);
        }
    }

    /// <summary>Creates or deletes pods as far as the spec and the back-off say.</summary>
    /// <returns>Active pods after it.</returns>
    private int Manage(string key, JobSync sync)
    {
        int active = sync.Active.Count;
        JobSpec spec = sync.Spec;
        int wanted = spec.Suspended ? 0
            : spec.Completions is { } completions ? Math.Clamp(completions - sync.Succeeded, 0, spec.Parallelism)
            : sync.Succeeded > 0 ? active : spec.Parallelism;
        List<JsonObject> surplus = Surplus(sync, active - wanted);
        if (surplus.Count > 0)
        {
            DeletePods(sync, surplus, release: true);
            return active - surplus.Count;
        }

        int missing = wanted - active - (spec.ReplacesOnlyFailed ? sync.Terminating : 0);
        if (missing <= 0) return active;
        DateTimeOffset now = context.Now;
        if (spec.BackoffLimitPerIndex is null && sync.Backoff.Remaining(now) is var wait && wait > TimeSpan.Zero)
        {
            context.Queue.AddAfter(this, key, wait);
            return active;
        }

        if (!spec.Indexed)
        {
            for (int i = 0; i < missing; i++) CreatePod(sync, null);
            return active + missing;
        }

        int created = 0;
        TimeSpan? shortest = null;
        foreach (int index in sync.PendingIndexes().Take(missing).ToList())
        {
            if (sync.Replaced.TryGetValue(index, out JsonObject? replaced)
                && JobBackoff.Remaining(JobPods.AllFailures(replaced) + 1, JobPods.FinishedAt(replaced), now) is var left && left > TimeSpan.Zero)
            {
                shortest = shortest < left ? shortest : left;
                continue;
            }

            CreatePod(sync, index);
            created++;
        }

        if (shortest is { } soonest) context.Queue.AddAfter(this, key, soonest);
        return active + created;
    }

    private static List<JsonObject> Surplus(JobSync sync, int atLeast)
    {
        List<JsonObject> remove = [];
        List<JsonObject> left = sync.Active;
        if (sync.Spec.Indexed)
        {
            ILookup<int?, JsonObject> byIndex = sync.Active.ToLookup(JobPods.Index);
            remove = [.. byIndex.SelectMany(pods => pods.Key < sync.Spec.Completions ? JobPods.InOrderOfRemoval(pods).SkipLast(1) : pods)];
            left = [.. sync.Active.Except(remove)];
        }

        if (remove.Count < atLeast) remove.AddRange(JobPods.InOrderOfRemoval(left).Take(atLeast - remove.Count));
        return remove;
    }

    private void CreatePod(JobSync sync, int? index)
    {
        JsonObject? replaced = index is { } position ? sync.Replaced.GetValueOrDefault(position) : null;
        context.Create(ResourceKind.Pods, JobPodFactory.Create(sync.Job, index, replaced, context.NameSuffix()));
    }

    /// <param name="sync">The Job.</param>
    /// <param name="pods">What to delete.</param>
    /// <param name="release">Without the finalizer first: these pods are not counted as failures.</param>
    private void DeletePods(JobSync sync, List<JsonObject> pods, bool release)
    {
        foreach (JsonObject pod in pods)
        {
            if (release) context.Update(ResourceKind.Pods, pod, latest => latest.RemoveFinalizer(JobNames.TrackingFinalizer));
            if (context.Delete(ResourceKind.Pods, pod)) sync.Terminating++;
            if (JobPods.Ready(pod)) sync.Ready--;
        }
    }

    private static bool CanRelease(JobSync sync, JsonObject pod, bool decided)
    {
        if (sync.Job.IsDeleting() || decided || JobPods.Succeeded(pod)) return true;
        if (!JobPods.Failed(pod, sync.Spec)) return false;
        return !sync.Replaced.Values.Contains(pod);
    }

    private void WriteCounts(JobSync sync, int active, List<JsonObject> ended, Record record, bool failed)
    {
        JsonObject status = sync.Status;
        List<string> counted = [];
        long failures = status.Number("failed") ?? 0;
        long successes = status.Number("succeeded") ?? 0;
        foreach (JsonObject pod in ended.Where(pod => !record.Counted.Contains(pod.Uid())))
        {
            counted.Add(pod.Uid());
            if (sync.Spec.Indexed && !(JobPods.Index(pod) < sync.Spec.Completions)) continue;
            if (JobPods.Succeeded(pod)) successes++;
            else if ((failed || JobPods.Failed(pod, sync.Spec)) && PodFailurePolicy.Match(sync.Spec.FailurePolicy, pod).Counts) failures++;
        }

        status["active"] = active;
        status["ready"] = sync.Ready;
        status["terminating"] = sync.Terminating;
        status["failed"] = failures;
        status["succeeded"] = sync.Spec.Indexed ? sync.Succeeded : successes;
        status["uncountedTerminatedPods"] = new JsonObject();
        if (sync.SucceededIndexes is { Count: > 0 } indexes) status["completedIndexes"] = indexes.ToString();
        if (sync.FailedIndexes is { } failedIndexes) status["failedIndexes"] = failedIndexes.ToString();
        WriteStatus(sync);
        record.Counted.UnionWith(counted);
    }

    private void Finish(JobSync sync, bool success)
    {
        DateTimeOffset now = context.Now;
        JsonObject cause = sync.Status.Condition(success ? "SuccessCriteriaMet" : "FailureTarget")!;
        sync.Status.SetCondition(success ? "Complete" : "Failed", true, cause.Text("reason"), cause.Text("message"), now);
        if (success) sync.Status["completionTime"] = now.Stamp();
        WriteStatus(sync);
    }

    private void WriteStatus(JobSync sync)
    {
        if (JsonNode.DeepEquals(context.Cache.Get(ResourceKind.Jobs, sync.Job.Namespace(), sync.Job.Name())?["status"], sync.Status)) return;
        context.Update(ResourceKind.Jobs, sync.Job, latest => latest["status"] = sync.Status.DeepClone(), status: true);
    }

    private static string Key(string? @namespace, string name) => $"{@namespace}/{name}";

    /// <summary>What the real controller keeps in memory of a Job.</summary>
    private sealed class Record(string uid)
    {
        public string Uid { get; } = uid;

        public JobBackoff Backoff { get; set; } = JobBackoff.None;

        /// <summary>Pods in the counters whose finalizer may still be there.</summary>
        public HashSet<string> Counted { get; } = [];
    }
}
