using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Operator.Jobs;

/// <summary>Servers of environments of one's own that run beside the stage: init containers with <c>restartPolicy: Always</c>,
/// which start first and end with the pod.</summary>
internal static class RemoteEnvironments
{
    /// <returns>Null when the stage steps no environment that comes as an image.</returns>
    public static IList<V1Container>? InitContainers(RunManifest manifest, StageRequest request, OperatorSettings settings)
    {
        if (request.Stage is not (StageNames.Demonstrate or StageNames.Collect or StageNames.Evaluate)) return null;
        List<V1Container> servers = [.. manifest.Spec.Tasks
            .Where(task => (request.Task is null || task.Name == request.Task) && task.Remote?.Image is not null)
            .Select(task => Server(task.Name, task.Remote!, settings))];
        return servers.Count == 0 ? null : servers;
    }

    private static V1Container Server(string task, RemoteSpec remote, OperatorSettings settings) => new()
    {
        Name = $"environment-{task}",
        Image = remote.Image,
        ImagePullPolicy = settings.ImagePullPolicy,
        RestartPolicy = "Always",
        Ports = [new V1ContainerPort { ContainerPort = remote.Port!.Value }],
        // The stage starts once the server listens.
        StartupProbe = new V1Probe { TcpSocket = new V1TCPSocketAction { Port = remote.Port!.Value }, PeriodSeconds = 1, FailureThreshold = 300 },
        SecurityContext = StagePod.Restricted(),
        VolumeMounts = [new V1VolumeMount { Name = "rl4vlm-tmp", MountPath = "/tmp" }],
    };
}
