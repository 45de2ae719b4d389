using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Controllers.Runners;

namespace RL4VLM.FakeKubernetes.Controllers.Pods;

/// <summary>A bound pod as its kubelet knows it.</summary>
internal sealed class PodState(JsonObject pod, DateTimeOffset bound)
{
    public JsonObject Pod { get; set; } = pod;

    public string Uid { get; } = pod.Uid();

    public string Node { get; } = pod.Text("spec", "nodeName")!;

    public DateTimeOffset Bound { get; } = bound;

    public string? RestartPolicy { get; } = pod.Text("spec", "restartPolicy");

    public List<ContainerState> Containers { get; } =
    [
        .. pod.Items("spec", "initContainers").Select(spec =>
            new ContainerState(spec, spec.Text("restartPolicy") == "Always" ? ContainerRole.Sidecar : ContainerRole.Init)),
        .. pod.Items("spec", "containers").Select(spec => new ContainerState(spec, ContainerRole.Main)),
    ];

    public IEnumerable<ContainerState> Mains => Containers.Where(container => container.Role == ContainerRole.Main);

    public IEnumerable<ContainerState> Inits => Containers.Where(container => container.Role != ContainerRole.Main);

    public IEnumerable<ContainerState> Running => Containers.Where(container => container.Running);

    /// <summary>Volumes are mounted and the slow start is over.</summary>
    public bool Ready { get; set; }

    /// <summary>Waits for an image, a Secret or a ConfigMap.</summary>
    public bool Blocked { get; set; }

    public string? Complaint { get; set; }

    /// <summary>SIGTERM was sent to the main containers.</summary>
    public bool Stopping { get; set; }

    public bool SidecarsStopping { get; set; }

    /// <summary>SIGKILL comes then.</summary>
    public DateTimeOffset? KillAt { get; set; }

    /// <summary>Kept in Terminating by a test.</summary>
    public bool Held { get; set; }

    public JsonObject? Written { get; set; }

    public Dictionary<string, (string Status, DateTimeOffset Since)> Transitions { get; } = [];

    /// <summary>An init container failed for good, or every main one ended for good.</summary>
    public bool MainsEnded => Inits.Any(IsFailedInit) || Mains.All(main => main.Ended && !main.RestartsBy(RestartPolicy));

    public int? ExitCode => Containers.Where(container => container.Role != ContainerRole.Sidecar && container.Exit is { ExitCode: not 0 })
        .Select(container => (int?)container.Exit!.ExitCode).FirstOrDefault() ?? (Mains.All(main => main.Ended) ? 0 : null);

    public bool Restarts(ContainerState container) =>
        !Stopping && !SidecarsStopping && container.Ended && container.RestartsBy(RestartPolicy) && !(container.Role == ContainerRole.Init && container.Exit!.ExitCode == 0);

    public bool IsFailedInit(ContainerState container) => container.Role == ContainerRole.Init && container.Exit is { ExitCode: not 0 } && !container.RestartsBy(RestartPolicy);
}
