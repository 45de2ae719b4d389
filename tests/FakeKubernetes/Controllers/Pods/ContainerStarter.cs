using RL4VLM.FakeKubernetes.Controllers.Jobs;
using RL4VLM.FakeKubernetes.Controllers.Runners;

namespace RL4VLM.FakeKubernetes.Controllers.Pods;

/// <summary>What a kubelet does to start a container: image, environment, process; and the logs of all that it started.</summary>
internal sealed class ContainerStarter(ClusterContext context, IPodRunner runner, ImageRegistry images, PodLog log)
{
    private static readonly TimeSpan PullBackoff = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, Dictionary<string, IContainerRun>> runs = [];

    public string? Log(string podUid, string container) => runs.GetValueOrDefault(podUid)?.GetValueOrDefault(container)?.Log;

    /// <summary>Forgets a pod that is gone.</summary>
    public void Remove(string podUid)
    {
        runs.Remove(podUid);
        runner.Remove(podUid);
    }

    /// <summary>Starts <paramref name="container"/>, unless it runs, has ended for good or has to wait.</summary>
    /// <param name="state">Its pod.</param>
    /// <param name="container">Which one.</param>
    /// <param name="ended">Called on the queue when it has ended.</param>
    /// <returns>How long to wait until the next try; null when there is nothing to wait for, or something outside (<see cref="PodState.Blocked"/>).</returns>
    public TimeSpan? Start(PodState state, ContainerState container, Action ended)
    {
        if (container.Running || (container.Ended && !state.Restarts(container))) return null;
        if (container.Ended && container.RestartAt() - context.Now is var left && left > TimeSpan.Zero) return left;
        if (!HasImage(container)) return MissImage(state, container);
        Dictionary<string, string> variables;
        try
        {
            variables = ContainerEnvironment.Resolve(state.Pod, container.Spec, context.Lookup(state.Pod));
        }
        catch (ConfigurationException problem)
        {
            container.Waiting = ("CreateContainerConfigError", problem.Message);
            context.Warn(state, "Failed", $"Error: {problem.Message}");
            state.Blocked = true;
            return null;
        }

        Launch(state, container, variables, ended);
        return null;
    }

    private void Launch(PodState state, ContainerState container, Dictionary<string, string> variables, Action ended)
    {
        string? job = state.Pod.ControllerOf() is { } owner && owner.Text("kind") == "Job" ? owner.Text("name") : null;
        int? index = JobPods.Index(state.Pod);
        int attempt = log.Attempts(state.Pod.Namespace()!, job, index) - (state.Containers.Any(other => other.EverStarted) ? 1 : 0);
        if (!state.Containers.Any(other => other.EverStarted)) Record(state, job, index);
        container.Started(context.Now);
        IContainerRun? run = null;
        run = runner.Start(
            new ContainerStart
            {
                Pod = state.Pod,
                Container = container.Spec,
                Role = container.Role,
                Job = job,
                Index = index,
                Attempt = attempt,
                Restart = container.Restarts,
                Environment = variables,
                After = context.Queue.Schedule,
            },
            exit => context.Queue.Schedule(TimeSpan.Zero, () => Exited(container, run!, exit, ended)));
        container.Attach(run);
        if (!runs.TryGetValue(state.Uid, out var ofPod)) runs[state.Uid] = ofPod = [];
        ofPod[container.Name] = run;
    }

    private void Record(PodState state, string? job, int? index) => log.Start(order => new PodRecord
    {
        Uid = state.Uid,
        Namespace = state.Pod.Namespace()!,
        Pod = state.Pod.Name(),
        Job = job,
        JobUid = job is null ? null : state.Pod.ControllerOf()!.Text("uid"),
        Index = index,
        Labels = state.Pod.Entries("metadata", "labels").ToDictionary(entry => entry.Key, entry => entry.Value!.GetValue<string>()),
        Node = state.Node,
        Started = context.Now,
        StartOrder = order,
    });

    private void Exited(ContainerState container, IContainerRun run, ContainerExit exit, Action ended)
    {
        if (container.Run != run) return;
        container.Exited(TerminationMessage.WithFallback(container.Spec, exit, run.Log), context.Now);
        ended();
    }

    private bool HasImage(ContainerState container) => images.Has(container.Image) && runner.HasImage(container.Image);

    /// <summary>The first time an error, then a back-off that lasts until the image is there.</summary>
    private TimeSpan? MissImage(PodState state, ContainerState container)
    {
        state.Blocked = true;
        if (container.PullFailedAt is { } since)
        {
            if (context.Now - since >= PullBackoff) container.Waiting = ("ImagePullBackOff", $"Back-off pulling image \"{container.Image}\"");
            return null;
        }

        container.PullFailedAt = context.Now;
        container.Waiting = ("ErrImagePull", $"failed to pull and unpack image \"{container.Image}\": not found");
        context.Warn(state, "Failed", $"Failed to pull image \"{container.Image}\": not found");
        return PullBackoff;
    }
}
