using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Controllers.Garbage;
using RL4VLM.FakeKubernetes.Controllers.Jobs;
using RL4VLM.FakeKubernetes.Controllers.Pods;
using RL4VLM.FakeKubernetes.Controllers.Runners;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Controllers;

/// <summary>The Job controller, scheduler, kubelets and garbage collector of a cluster. Nothing happens but in <see cref="StepOnce"/>, or by
/// itself after <see cref="Start"/>; time is the store's clock.</summary>
public sealed class ControllerManager : IDisposable
{
    private static readonly ResourceKind[] Known =
        [ResourceKind.Nodes, ResourceKind.ConfigMaps, ResourceKind.Secrets, ResourceKind.Jobs, ResourceKind.Pods];

    // Far below what a timer can hold; then it looks again.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private const int ImmediateRetries = 5;

    private readonly Lock gate = new();
    private readonly ClusterContext context;
    private readonly IPodRunner runner;
    private readonly JobController jobs;
    private readonly Kubelet kubelet;
    private readonly GarbageCollector garbage;
    private readonly Dictionary<Work, int> failures = [];
    private readonly SemaphoreSlim added = new(0, 1);
    private readonly CancellationTokenSource stopping = new();

    /// <param name="store">The cluster's objects.</param>
    /// <param name="runner">What containers do; disposed with the manager.</param>
    /// <param name="options">null: one large node, first in first out.</param>
    public ControllerManager(IClusterStore store, IPodRunner runner, ControllerOptions? options = null)
    {
        this.runner = runner;
        context = new ClusterContext(store, options ?? new ControllerOptions());
        jobs = new JobController(context);
        kubelet = new Kubelet(context, runner, new Scheduler(context, runner), Images, Pods);
        garbage = new GarbageCollector(context);
        Chaos = new ClusterChaos(context, kubelet, Exclusive);
        context.Queue.Added += Wake;
        store.Changed += Observe;
        foreach (ResourceKind kind in Known)
        {
            foreach (JsonObject item in store.List(kind)) Observe(new StoreEvent("ADDED", kind, item));
        }

        foreach (NodeOptions node in context.Options.Nodes) NodeFactory.Create(store, node);
    }

    /// <summary>Every pod that ran.</summary>
    public PodLog Pods { get; } = new();

    /// <summary>Which images can be pulled.</summary>
    public ImageRegistry Images { get; } = new();

    /// <summary>Evictions, kills, lost nodes.</summary>
    public ClusterChaos Chaos { get; }

    /// <summary>Ends when the background mode was stopped; faulted when a controller threw.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Does one piece of pending work; false when there is none.</summary>
    public bool StepOnce()
    {
        if (!context.Queue.TryTake(out Work work)) return false;
        lock (gate)
        {
            try
            {
                work.Worker.Process(work.Key);
                failures.Remove(work);
            }
            catch (ApiException)
            {
                Retry(work);
            }
        }

        return true;
    }

    public void RunUntilIdle()
    {
        while (StepOnce())
        {
        }
    }

    /// <summary>Until the next work is due: zero when some is pending; null when there is nothing to wait for.</summary>
    public TimeSpan? NextTimer() => context.Queue.NextTimer();

    /// <summary>Does all work, moving the clock from timer to timer, until nothing is left or <paramref name="limit"/> has passed.</summary>
    /// <param name="advance">Moves the store's clock.</param>
    /// <param name="limit">Timers after it stay.</param>
    public void RunUntilQuiet(Action<TimeSpan> advance, TimeSpan limit)
    {
        DateTimeOffset end = context.Now + limit;
        while (true)
        {
            RunUntilIdle();
            if (NextTimer() is not { } wait) return;
            if (context.Now + wait > end)
            {
                advance(end - context.Now);
                return;
            }

            advance(wait);
        }
    }

    /// <summary>The end of what a container of a pod that still exists has printed; null when it never started.</summary>
    public string? Log(string podUid, string container)
    {
        lock (gate) return kubelet.Log(podUid, container);
    }

    /// <summary>Works by itself, in the background, until disposed.</summary>
    public void Start() => Completion = Task.Run(RunAsync);

    /// <summary>Stops the background mode and everything that runs; rethrows what a controller threw there.</summary>
    public void Dispose()
    {
        context.Store.Changed -= Observe;
        stopping.Cancel();
        try
        {
            Completion.GetAwaiter().GetResult();
        }
        finally
        {
            runner.Dispose();
            stopping.Dispose();
        }
    }

    private async Task RunAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            if (StepOnce()) continue;
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
            TimeSpan wait = NextTimer() is { } next && next < LongestWait ? next : LongestWait;
            Task timer = Task.Delay(wait, context.Store.Clock, waiting.Token);
            await Task.WhenAny(added.WaitAsync(waiting.Token), timer).ConfigureAwait(false);
            await waiting.CancelAsync().ConfigureAwait(false);
        }
    }

    private void Observe(StoreEvent change)
    {
        if (change.Kind == ResourceKind.Events || change.Kind == ResourceKind.Leases) return;
        context.Cache.Apply(change);
        jobs.Observe(change);
        kubelet.Observe(change);
        garbage.Observe(change);
        Chaos.Observe(change);
    }

    private void Retry(Work work)
    {
        int count = failures[work] = failures.GetValueOrDefault(work) + 1;
        if (count <= ImmediateRetries) context.Queue.Add(work.Worker, work.Key);
        else context.Queue.AddAfter(work.Worker, work.Key, TimeSpan.FromSeconds(Math.Min(60, 1 << Math.Min(count - ImmediateRetries, 6))));
    }

    private void Wake()
    {
        lock (added)
        {
            if (added.CurrentCount == 0) added.Release();
        }
    }

    private void Exclusive(Action action)
    {
        lock (gate) action();
    }
}
