using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;
using RL4VLM.Operator.Jobs;
using RL4VLM.Operator.Reconciling;
using RL4VLM.Operator.Resources;
using RL4VLM.Operator.RunMetrics;
using RL4VLM.Operator.Runtime;
using RL4VLM.Operator.Runtime.Health;
using RL4VLM.Operator.Runtime.Metrics;

namespace RL4VLM.Operator.Hosting;

/// <summary>The operator as a process: informers, an election, workers while it leads, and the probes.</summary>
/// <param name="client">The cluster.</param>
/// <param name="settings">What the chart says.</param>
/// <param name="logs">Takes the log.</param>
/// <param name="metrics">What is measured; the client's handlers count into the same.</param>
/// <param name="clock">Time.</param>
public sealed class OperatorHost(IKubernetes client, OperatorSettings settings, ILoggerFactory logs, OperatorMetrics metrics, TimeProvider clock)
{
    /// <summary>A loop that shows no sign of life for so long is taken for dead; an informer's idle time is 5 minutes.</summary>
    private static readonly TimeSpan Liveness = TimeSpan.FromMinutes(12);

    /// <summary>A pod on its way up changes half a dozen times at once, its Job with it: one reconcile and one status write take all of it in.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(250);

    private readonly ILogger logger = logs.CreateLogger("operator");

    /// <summary>Times of the election.</summary>
    public LeaderElectionOptions Election { get; init; } = LeaderElectionOptions.For(TimeSpan.FromSeconds(settings.LeaseSeconds));

    /// <summary>Exports what the operator tells of runs; null when telemetry is off.</summary>
    public TelemetryExport? Telemetry { get; init; }

    /// <summary>Address of the probes once the process listens.</summary>
    public Uri? Address { get; private set; }

    /// <summary>Runs until cancelled, or until leadership is lost.</summary>
    /// <returns>0 when cancelled; 75 when leadership was lost: the process is to be started again.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // The lease outlives the workers: nothing is written after it is given back.
        using var resign = new CancellationTokenSource();
        int seed = Random.Shared.Next();
        var informers = new Informers(client, settings.WatchNamespaces, new InformerOptions(), clock, seed, logs.CreateLogger("informer"), metrics);
        IInformer<RunResource> runs = informers.Create(
            (cluster, space) => ObjectSources.Custom<RunResource>(cluster, RunManifest.Group, RunManifest.Version, RunResource.Plural, space), null, RunTrim.Run);
        IInformer<V1Job> jobs = informers.Create((cluster, space) => ObjectSources.Jobs(cluster, space, Labels.Selector), job => RunCaches.RunOf(job.Metadata), RunTrim.Job);
        IInformer<V1Pod> pods = informers.Create((cluster, space) => ObjectSources.Pods(cluster, space, Labels.Selector), pod => RunCaches.RunOf(pod.Metadata), RunTrim.Pod);

        using var queue = new WorkQueue<ObjectKey>(RateLimiter<ObjectKey>.Create(clock, new Random(seed)), clock, metrics);
        runs.Changed += (before, after) =>
        {
            // A run that has just come waits for its first Job: whatever else there is to do can wait longer, our own status writes longest.
            if (before is null) queue.Add(RunCaches.KeyOf(after!), isUrgent: true);
            else queue.AddAfter(RunCaches.KeyOf(after ?? before), after is not null && SameWish(before.Metadata, after.Metadata) ? Gathering : TimeSpan.Zero);
        };
        jobs.Changed += (before, after) => Enqueue(queue, (after ?? before)!.Metadata, after is null || StageView.IsOver(after) ? TimeSpan.Zero : Gathering);
        pods.Changed += (before, after) => Enqueue(queue, (after ?? before)!.Metadata, Gathering);

        using var election = LeaderElection.ByLease(
            client, settings.LeaseNamespace, settings.LeaseName, $"{settings.Identity}_{Guid.NewGuid():N}", Election, clock, logs.CreateLogger("election"), metrics);
        var recorder = new EventRecorder(new KubernetesEventSink(client, KubernetesRunCluster.FieldManager), Labels.Operator, clock, logs.CreateLogger("events"), metrics);
        var caches = new RunCaches(runs, jobs, pods, runs.Remember, jobs.Remember);
        var reconciler = new RunReconciler(caches, new KubernetesRunCluster(client), new RunEvents(recorder), settings, clock, () => election.IsLeader)
        {
            Tracing = Telemetry is null ? NoTraces.Instance : new RunTraces(new SharedFlush(Telemetry.FlushTracesAsync, clock)),
            Logger = logs.CreateLogger("run"),
            Instruments = new RunInstruments(metrics.Meter),
        };
        var activity = new ReconcileActivity(clock);
        var controller = new RunController(queue, reconciler, activity, metrics, clock, logs.CreateLogger("reconcile"));

        OperatorHealth health = new OperatorHealth(Liveness).Watch(runs).Watch(jobs).Watch(pods).Watch(activity, queue, () => election.IsLeader);
        using var registry = new PrometheusRegistry(metrics.Meter);
        await using var server = new HealthServer(settings.Port, health, registry);
        await server.StartAsync(cancellation).ConfigureAwait(false);
        Address = server.Address;
        logger.LogInformation("listening on {Address}; watching {Namespaces}", Address, settings.WatchNamespaces.Count == 0 ? "all namespaces" : string.Join(", ", settings.WatchNamespaces));

        Task following = Task.WhenAll(runs.RunAsync(stop.Token), jobs.RunAsync(stop.Token), pods.RunAsync(stop.Token));
        Task sending = recorder.RunAsync(stop.Token);
        Task electing = election.RunAsync(resign.Token);
        Task leading = LeadAsync(election, controller, queue, runs, jobs, pods, stop.Token);
        try
        {
            // Any of them ending is the end: none does on its own but by a lost lease or a bug.
            Task first = await Task.WhenAny(following, electing, leading, election.LostAsync(stop.Token)).ConfigureAwait(false);
            await first.ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            logger.LogError("leadership is lost; this process ends, and is started again");
            return ExitCodes.TryAgain;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            logger.LogInformation("stopping");
            return ExitCodes.Done;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await QuietAsync(leading).ConfigureAwait(false);
            await resign.CancelAsync().ConfigureAwait(false);
            foreach (Task task in new[] { electing, following, sending }) await QuietAsync(task).ConfigureAwait(false);
        }
    }

    private async Task LeadAsync(
        LeaderElection election, RunController controller, WorkQueue<ObjectKey> queue,
        IInformer<RunResource> runs, IInformer<V1Job> jobs, IInformer<V1Pod> pods, CancellationToken cancellation)
    {
        await Task.WhenAll(runs.WaitForSyncAsync(cancellation), jobs.WaitForSyncAsync(cancellation), pods.WaitForSyncAsync(cancellation)).ConfigureAwait(false);
        await election.WonAsync(cancellation).ConfigureAwait(false);
        // What happened while nobody led is found by looking at everything once.
        foreach (RunResource run in runs.All()) queue.Add(RunCaches.KeyOf(run));
        await controller.RunAsync(settings.Workers, cancellation).ConfigureAwait(false);
    }

    private static bool SameWish(V1ObjectMeta before, V1ObjectMeta after) =>
        before.Uid == after.Uid && before.Generation == after.Generation && before.DeletionTimestamp == after.DeletionTimestamp;

    private static void Enqueue(WorkQueue<ObjectKey> queue, V1ObjectMeta metadata, TimeSpan delay)
    {
        if (metadata.Labels is { } labels && labels.TryGetValue(Labels.Run, out string? run)) queue.AddAfter(new ObjectKey(metadata.NamespaceProperty, run), delay);
    }

    private async Task QuietAsync(Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // What was asked for.
        }
        catch (Exception e)
        {
            logger.LogError(e, "while stopping");
        }
    }
}
