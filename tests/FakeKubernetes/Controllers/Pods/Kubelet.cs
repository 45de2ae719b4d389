using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Controllers.Jobs;
using RL4VLM.FakeKubernetes.Controllers.Runners;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Controllers.Pods;

/// <summary>The kubelets of all nodes: pods from bound to gone. The first deletion of a running pod only marks it; the kubelet deletes it for good
/// once it has written how the pod ended.</summary>
internal sealed class Kubelet : IWorker
{
    private readonly ClusterContext context;
    private readonly IPodRunner runner;
    private readonly Scheduler scheduler;
    private readonly ContainerStarter starter;
    private readonly PodLog log;
    private readonly Dictionary<string, PodState> states = [];
    private readonly HashSet<string> lostNodes = [];

    public Kubelet(ClusterContext context, IPodRunner runner, Scheduler scheduler, ImageRegistry images, PodLog log)
    {
        this.context = context;
        this.runner = runner;
        this.scheduler = scheduler;
        this.log = log;
        starter = new ContainerStarter(context, runner, images, log);
        images.Restored += RetryBlocked;
    }

    public void Observe(StoreEvent change)
    {
        if (change.Kind == ResourceKind.Pods)
        {
            context.Queue.Add(this, Key(change.Object));
            if (change.Type == "DELETED") context.Queue.Schedule(TimeSpan.Zero, () => Remove(change.Object));
        }
        else if (change.Kind == ResourceKind.Secrets || change.Kind == ResourceKind.ConfigMaps) RetryBlocked();
        else if (change.Kind == ResourceKind.Nodes)
        {
            context.Queue.Schedule(TimeSpan.Zero, () =>
            {
                if (change.Type == "ADDED") lostNodes.Remove(change.Object.Name());
                scheduler.Retry();
            });
        }
    }

    public PodState? State(string @namespace, string pod) => states.GetValueOrDefault($"{@namespace}/{pod}");

    public string? Log(string podUid, string container) => starter.Log(podUid, container);

    public void Process(string key)
    {
        (string @namespace, string name) = (key[..key.IndexOf('/')], key[(key.IndexOf('/') + 1)..]);
        JsonObject? pod = context.Cache.Get(ResourceKind.Pods, @namespace, name);
        if (states.TryGetValue(key, out PodState? known) && known.Uid != pod?.Uid()) Forget(key, known);
        if (pod is null) return;
        if (JobPods.Terminal(pod)) Close(key, pod);
        else if (pod.Text("spec", "nodeName") is { } node) Run(key, pod, node);
        else if (pod.IsDeleting()) Fail(pod);
        else scheduler.Add(pod);
    }

    /// <summary>The power of a node is cut: its containers are gone and nobody reports.</summary>
    public void Lose(string node)
    {
        lostNodes.Add(node);
        foreach ((string key, PodState state) in states.Where(entry => entry.Value.Node == node).ToList())
        {
            states.Remove(key);
            Abandon(state);
        }
    }

    /// <summary>The node is back: what ran on it is found dead.</summary>
    public void Recover(string node)
    {
        // A node that was never lost has nothing dead on it.
        if (!lostNodes.Remove(node)) return;
        foreach (JsonObject pod in context.Cache.All(ResourceKind.Pods).Where(pod => pod.Text("spec", "nodeName") == node && !JobPods.Terminal(pod)))
        {
            var state = new PodState(pod, pod.Time("status", "startTime") ?? context.Now);
            foreach (ContainerState container in state.Containers)
                container.Exited(new ContainerExit(137, "The container could not be located when the node came back", Reason: "ContainerStatusUnknown"), context.Now);
            Complete(Key(pod), state, "Failed");
        }
    }

    /// <summary>Another step for every pod that waits for something outside.</summary>
    public void RetryBlocked() => context.Queue.Schedule(TimeSpan.Zero, () =>
    {
        foreach ((string key, PodState state) in states)
        {
            if (state.Blocked) context.Queue.Add(this, key);
        }
    });

    private void Run(string key, JsonObject pod, string node)
    {
        if (lostNodes.Contains(node)) return;
        if (!states.TryGetValue(key, out PodState? state))
        {
            scheduler.Adopt(pod);
            states[key] = state = new PodState(pod, context.Now);
        }

        state.Pod = pod;
        if (pod.IsDeleting()) Stop(key, state);
        else Advance(key, state);
    }

    private void Advance(string key, PodState state)
    {
        state.Blocked = false;
        if (!state.Ready && !Prepare(key, state))
        {
            Write(state, "Pending");
            return;
        }

        if (StartInits(key, state) && !state.MainsEnded)
        {
            foreach (ContainerState main in state.Mains) Start(key, state, main);
        }

        if (!state.MainsEnded)
        {
            Write(state, state.Mains.Any(main => main.EverStarted) ? "Running" : "Pending");
            return;
        }

        StopSidecars(key, state);
        if (!state.Running.Any()) Complete(key, state, state.ExitCode == 0 ? "Succeeded" : "Failed");
    }

    /// <summary>Volumes and the slow start; false: not yet.</summary>
    private bool Prepare(string key, PodState state)
    {
        if ((PodVolumes.Problem(state.Pod, context.Lookup(state.Pod)) ?? runner.MountProblem(state.Pod)) is { } problem)
        {
            context.Warn(state, "FailedMount", problem);
            state.Blocked = true;
            return false;
        }

        TimeSpan left = state.Bound + (context.Options.SlowStart?.Invoke(state.Pod) ?? TimeSpan.Zero) - context.Now;
        if (left > TimeSpan.Zero)
        {
            context.Queue.AddAfter(this, key, left);
            return false;
        }

        return state.Ready = true;
    }

    /// <summary>In their order, each after the one before is done, or a sidecar has started; true: the main ones may start.</summary>
    private bool StartInits(string key, PodState state)
    {
        foreach (ContainerState init in state.Inits)
        {
            if (state.IsFailedInit(init)) return false;
            if (init.Role == ContainerRole.Init && init.Exit?.ExitCode == 0) continue;
            Start(key, state, init);
            if (init.Role == ContainerRole.Init ? !(init.Exit?.ExitCode == 0) : !init.EverStarted) return false;
        }

        return true;
    }

    private void Start(string key, PodState state, ContainerState container)
    {
        TimeSpan? wait = starter.Start(state, container, () =>
        {
            if (states.TryGetValue(key, out PodState? current) && current == state) Process(key);
        });
        if (wait is { } later) context.Queue.AddAfter(this, key, later);
    }

    /// <summary>SIGTERM to the main containers, then to the sidecars, SIGKILL to all when the grace period is over.</summary>
    private void Stop(string key, PodState state)
    {
        if (!state.Stopping)
        {
            state.Stopping = true;
            double grace = state.Pod.Number("metadata", "deletionGracePeriodSeconds") ?? state.Pod.Number("spec", "terminationGracePeriodSeconds") ?? 30;
            state.KillAt = context.Now + TimeSpan.FromSeconds(grace);
            foreach (ContainerState container in state.Running.Where(container => container.Role != ContainerRole.Sidecar).ToList()) container.Run!.Terminate();
            context.Queue.AddAfter(this, key, TimeSpan.FromSeconds(grace));
        }

        if (!state.Running.Any(container => container.Role != ContainerRole.Sidecar)) StopSidecars(key, state);
        if (state.KillAt <= context.Now) KillAll(state);
        if (state.Running.Any())
        {
            Write(state, state.Mains.Any(main => main.EverStarted) ? "Running" : "Pending");
            return;
        }

        if (!state.Held) Complete(key, state, state.ExitCode == 0 ? "Succeeded" : "Failed");
    }

    private void StopSidecars(string key, PodState state)
    {
        if (!state.SidecarsStopping)
        {
            state.SidecarsStopping = true;
            state.KillAt ??= context.Now + TimeSpan.FromSeconds(state.Pod.Number("spec", "terminationGracePeriodSeconds") ?? 30);
            foreach (ContainerState sidecar in state.Running.Reverse().ToList()) sidecar.Run!.Terminate();
            if (state.Running.Any()) context.Queue.AddAfter(this, key, state.KillAt.Value - context.Now);
        }

        if (state.KillAt <= context.Now) KillAll(state);
    }

    private static void KillAll(PodState state)
    {
        foreach (ContainerState container in state.Running.ToList()) container.Run!.Kill();
    }

    private void Complete(string key, PodState state, string phase)
    {
        states.Remove(key);
        context.Queue.Cancel(this, key);
        Write(state, phase);
        log.End(state.Uid, context.Now, phase, state.ExitCode);
        Release(state.Pod);
    }

    /// <summary>A pod that another made terminal, or that has just ended.</summary>
    private void Close(string key, JsonObject pod)
    {
        if (states.Remove(key, out PodState? state)) Abandon(state);
        Release(pod);
    }

    private void Release(JsonObject pod)
    {
        scheduler.Release(pod.Uid());
        if (context.Cache.Get(ResourceKind.Pods, pod.Namespace(), pod.Name()) is { } latest && latest.Uid() == pod.Uid()
            && latest.IsDeleting() && latest.Number("metadata", "deletionGracePeriodSeconds") > 0) context.Delete(ResourceKind.Pods, latest);
    }

    private void Forget(string key, PodState state)
    {
        states.Remove(key);
        context.Queue.Cancel(this, key);
        Abandon(state);
        scheduler.Release(state.Uid);
    }

    private void Remove(JsonObject pod)
    {
        if (states.TryGetValue(Key(pod), out PodState? state) && state.Uid == pod.Uid()) Forget(Key(pod), state);
        scheduler.Release(pod.Uid());
        starter.Remove(pod.Uid());
    }

    private void Abandon(PodState state)
    {
        KillAll(state);
        log.End(state.Uid, context.Now, "Lost", null);
    }

    /// <summary>A pod that was deleted before a node had it; in a real cluster the pod garbage collector does it.</summary>
    private void Fail(JsonObject pod)
    {
        scheduler.Release(pod.Uid());
        context.Update(ResourceKind.Pods, pod, latest => latest.Ensure("status")["phase"] = "Failed", status: true);
    }

    private void Write(PodState state, string phase)
    {
        JsonObject status = PodStatus.Of(state, phase, context.Now);
        if (JsonNode.DeepEquals(status, state.Written)) return;
        state.Written = status;
        context.Update(ResourceKind.Pods, state.Pod, latest =>
        {
            if (!JobPods.Terminal(latest)) latest["status"] = PodStatus.Merge(status, latest["status"]);
        }, status: true);
    }

    private static string Key(JsonObject pod) => $"{pod.Namespace()}/{pod.Name()}";
}
