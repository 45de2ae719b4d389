using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RL4VLM.Core.Manifest;
using RL4VLM.Operator.Jobs;
using RL4VLM.Operator.Resources;
using RL4VLM.Operator.RunMetrics;
using RL4VLM.Operator.Runtime;

namespace RL4VLM.Operator.Reconciling;

/// <summary>What one reconcile came to.</summary>
/// <param name="Again">When to come back; null: when something changes.</param>
/// <param name="Conflict">The view was stale: come back soon.</param>
public readonly record struct ReconcileResult(TimeSpan? Again, bool Conflict = false);

/// <summary>Carries out what <see cref="RunDecider"/> decides, in an order that survives being killed between any two calls.</summary>
public sealed class RunReconciler(RunCaches caches, IRunCluster cluster, IRunEvents events, OperatorSettings settings, TimeProvider clock, Func<bool> isLeader)
{
    private static readonly TimeSpan RetryRejected = TimeSpan.FromSeconds(30);

    private readonly RunManifests manifests = new();
    private readonly ConcurrentDictionary<ObjectKey, Memory> memories = new();

    /// <summary>Takes in how each run is.</summary>
    public RunInstruments? Instruments { get; init; }

    /// <summary>What is known of a run beyond the caches; losing it costs a call, never a result.</summary>
    private sealed class Memory
    {
        public string Uid { get; init; } = "";

        public string? Rejection { get; set; }

        /// <summary>UIDs of Jobs already told to go: the cache learns of it later.</summary>
        public HashSet<string> Deleted { get; } = [];

        /// <summary>Traces that have begun and may not be in the status yet: a status write that fails is tried again with the same.</summary>
        public SortedDictionary<int, string> Begun { get; } = [];
    }

    /// <summary>Makes the runs' spans.</summary>
    public IRunTraces Tracing { get; init; } = NoTraces.Instance;

    /// <summary>Takes a line for everything that happens to a run.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Brings one run a step on.</summary>
    public async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (caches.Runs.Get(key) is not { } run)
        {
            if (memories.TryRemove(key, out Memory? gone)) manifests.Forget(gone.Uid);
            Instruments?.Remove(key);
            return default;
        }

        Memory memory = memories.AddOrUpdate(key, _ => new Memory { Uid = run.Metadata.Uid }, (_, old) => old.Uid == run.Metadata.Uid ? old : new Memory { Uid = run.Metadata.Uid });
        RunView view = View(run, key, memory);
        Decision decision = RunDecider.Decide(view);
        if (isLeader()) Measure(key, view);
        DateTimeOffset start = clock.GetUtcNow();
        if (decision.BeginTraces.Count > 0 && Tracing.IsOn && isLeader())
        {
            start = await BeginTracesAsync(view, decision, memory, cancellation).ConfigureAwait(false);
            decision = RunDecider.Decide(view);
        }

        return isLeader() ? await CarryOutAsync(run, decision, memory, start, cancellation).ConfigureAwait(false) : default;
    }

    private void Measure(ObjectKey key, RunView view)
    {
        try
        {
            Instruments?.Update(key, view);
        }
        catch (Exception e)
        {
            // Whoever only watches a run must not be able to stop it.
            Logger.LogError(e, "{Run}: its metrics stay as they were", key);
        }
    }

    /// <summary>A trace is exported before any status or Job names it: whenever this process dies, no stage lies under a span that nobody has.</summary>
    /// <returns>When they had begun.</returns>
    private async Task<DateTimeOffset> BeginTracesAsync(RunView view, Decision decision, Memory memory, CancellationToken cancellation)
    {
        var known = new SortedDictionary<int, string>(memory.Begun);
        foreach (IterationTrace trace in decision.Status?.Traces ?? []) known[trace.Iteration] = trace.TraceParent;
        foreach (int iteration in decision.BeginTraces)
        {
            string? predecessor = known.LastOrDefault(trace => trace.Key < iteration).Value;
            if (Tracing.Begin(view.Manifest.Manifest!, iteration, predecessor) is { } begun) memory.Begun[iteration] = known[iteration] = begun;
        }

        DateTimeOffset start = clock.GetUtcNow();
        await Tracing.ExportedAsync(cancellation).ConfigureAwait(false);
        return start;
    }

    private RunView View(RunResource run, ObjectKey key, Memory memory)
    {
        IReadOnlyList<V1Job> jobs = caches.Jobs.ByIndex(key.ToString());
        memory.Deleted.IntersectWith(jobs.Select(job => job.Metadata.Uid));
        if (memory.Deleted.Count > 0) jobs = [.. jobs.Select(job => memory.Deleted.Contains(job.Metadata.Uid) ? AsDeleted(job) : job)];
        return new RunView(run, manifests.Of(run), jobs, caches.Pods.ByIndex(key.ToString()), settings, Now(), memory.Rejection, memory.Begun);
    }

    private async Task<ReconcileResult> CarryOutAsync(RunResource run, Decision decision, Memory memory, DateTimeOffset start, CancellationToken cancellation)
    {
        string? wasRejected = memory.Rejection;
        bool written = false;
        if (PatchOf(run, decision.Status) is { } patch)
        {
            // The status may name a snapshot: it has to be there.
            memory.Rejection = decision.Create.Count > 0 ? await RejectionAsync(() => SnapshotAsync(run, decision, cancellation)).ConfigureAwait(false) : null;
            if (await cluster.TryPatchStatusAsync(run, patch, cancellation).ConfigureAwait(false) is not { } patched) return new ReconcileResult(null, Conflict: true);
            caches.RememberRun(patched);
            written = true;
            DateTimeOffset now = clock.GetUtcNow();
            foreach (OperatorSpan span in decision.Spans) Tracing.Record(span, now);
            foreach (IterationTrace known in decision.Status?.Traces ?? []) memory.Begun.Remove(known.Iteration);
        }

        // What the status now says has happened, whatever comes after.
        foreach (RunEvent happened in decision.Events)
        {
            events.Record(run, happened);
            RunLog.Write(Logger, run, happened);
        }

        if (decision.Create.Count > 0)
        {
            if (!written && !await IsFreshAsync(run, cancellation).ConfigureAwait(false)) return new ReconcileResult(null, Conflict: true);
            if (!written || memory.Rejection is null) memory.Rejection = await RejectionAsync(() => CreateAsync(run, decision, !written, start, cancellation)).ConfigureAwait(false);
        }

        // After a refusal too: what is deleted may be what a quota waits for.
        foreach (V1Job job in decision.Delete)
        {
            await cluster.DeleteJobAsync(job, cancellation).ConfigureAwait(false);
            memory.Deleted.Add(job.Metadata.Uid);
        }

        if (decision.DeleteRun && !await cluster.TryDeleteRunAsync(run, cancellation).ConfigureAwait(false)) return new ReconcileResult(null, Conflict: true);
        // A condition tells of a refusal, and must not outlive it.
        if (memory.Rejection != wasRejected) return new ReconcileResult(TimeSpan.FromMilliseconds(100));
        return new ReconcileResult(memory.Rejection is null ? decision.Again : RetryRejected);
    }

    private Task SnapshotAsync(RunResource run, Decision decision, CancellationToken cancellation) =>
        decision.Snapshot is { } snapshot ? cluster.CreateSnapshotAsync(snapshot.ToConfigMap(run), cancellation) : Task.CompletedTask;

    private async Task CreateAsync(RunResource run, Decision decision, bool withSnapshot, DateTimeOffset start, CancellationToken cancellation)
    {
        // Somebody may have deleted the snapshot; without it the pods would wait for ever.
        if (withSnapshot) await SnapshotAsync(run, decision, cancellation).ConfigureAwait(false);
        foreach (V1Job job in decision.Create)
        {
            V1Job standing = await cluster.CreateJobAsync(job, cancellation).ConfigureAwait(false);
            if (StageView.Owner(standing.Metadata) == run.Metadata.Uid) caches.RememberJob(standing);
            // An earlier run's goes with its run; anything else stands until somebody removes it.
            else if (standing.Metadata.DeletionTimestamp is null) throw new RejectedException($"Job {job.Metadata.Name} is there already and is not this run's; if its run is gone for good, delete it", null);
            if (StageSpanPlan.Created(run, decision.Status, job, start) is { } span) Tracing.Record(span, clock.GetUtcNow());
        }
    }

    private static async Task<string?> RejectionAsync(Func<Task> call)
    {
        try
        {
            await call().ConfigureAwait(false);
            return null;
        }
        catch (RejectedException e)
        {
            return e.Message;
        }
    }

    /// <summary>A Job is never created on a view that the API has moved on from: its stage may be done and its Job cleaned up.</summary>
    private async Task<bool> IsFreshAsync(RunResource run, CancellationToken cancellation)
    {
        if (await cluster.ReadRunAsync(RunCaches.KeyOf(run), cancellation).ConfigureAwait(false) is not { } now) return false;
        if (now.Metadata.ResourceVersion == run.Metadata.ResourceVersion) return true;
        caches.RememberRun(now);
        return false;
    }

    private static JsonObject? PatchOf(RunResource run, RunStatus? status) => status is null ? null : MergePatch.Between(run.Status, RunStatusJson.Write(status));

    private static V1Job AsDeleted(V1Job job) => job.Metadata.DeletionTimestamp is not null ? job : new V1Job
    {
        ApiVersion = job.ApiVersion,
        Kind = job.Kind,
        Spec = job.Spec,
        Status = job.Status,
        Metadata = new V1ObjectMeta
        {
            Name = job.Metadata.Name,
            NamespaceProperty = job.Metadata.NamespaceProperty,
            Uid = job.Metadata.Uid,
            ResourceVersion = job.Metadata.ResourceVersion,
            CreationTimestamp = job.Metadata.CreationTimestamp,
            Labels = job.Metadata.Labels,
            OwnerReferences = job.Metadata.OwnerReferences,
            DeletionTimestamp = DateTime.UnixEpoch,
        },
    };

    private DateTimeOffset Now()
    {
        DateTimeOffset now = clock.GetUtcNow();
        // Status has whole seconds; comparing with what was written must not find a difference.
        return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), now.Offset);
    }
}
