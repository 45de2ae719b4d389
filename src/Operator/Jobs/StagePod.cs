using System.Globalization;
using k8s.Models;
using RL4VLM.Core.Logging;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Operator.Jobs;

/// <summary>The pod of a stage: our container in the restricted profile, and what the run's podTemplate adds.</summary>
/// <param name="Job">Run, manifest and settings.</param>
/// <param name="Request">The stage.</param>
/// <param name="TraceParent">Trace of its iteration; null without telemetry.</param>
internal sealed record StagePod(StageJob Job, StageRequest Request, string? TraceParent)
{
    /// <summary>Name of the stage's container; podFailurePolicy and <c>kubectl rl4vlm logs</c> refer to it.</summary>
    public const string ContainerName = Labels.Container;

    /// <summary>Where the manifest's snapshot is mounted.</summary>
    public const string ManifestFolder = "/etc/rl4vlm";

    private const string ManifestVolume = "rl4vlm-manifest";

    private const string ScratchVolume = "rl4vlm-tmp";

    /// <summary>A stage stops at its next safe point after SIGTERM.</summary>
    private const int GraceSeconds = 60;

    public V1PodTemplateSpec Build(Dictionary<string, string> labels)
    {
        PodTemplateSpec template = Template ?? new PodTemplateSpec();
        StageStorage storage = StageStorage.Of(Job.Manifest.Spec.Storage);
        bool workloadIdentity = storage.UsesWorkloadIdentity && template.ServiceAccountName is not null;
        if (workloadIdentity) labels[Labels.WorkloadIdentity] = "true";
        foreach ((string name, string value) in template.Labels ?? new Dictionary<string, string>()) labels.TryAdd(name, value);
        return new V1PodTemplateSpec
        {
            Metadata = new V1ObjectMeta { Labels = labels, Annotations = template.Annotations?.ToDictionary() },
            Spec = new V1PodSpec
            {
                RestartPolicy = "Never",
                InitContainers = RemoteEnvironments.InitContainers(Job.Manifest, Request, Job.Settings),
                Containers = [Container(template, storage)],
                Volumes =
                [
                    new V1Volume { Name = ManifestVolume, ConfigMap = new V1ConfigMapVolumeSource { Name = Job.Snapshot } },
                    new V1Volume { Name = ScratchVolume, EmptyDir = new V1EmptyDirVolumeSource() },
                    .. storage.Volumes,
                    .. PodTemplates.Volumes(template),
                ],
                SecurityContext = new V1PodSecurityContext
                {
                    RunAsNonRoot = true,
                    RunAsUser = Job.Settings.StageUser,
                    RunAsGroup = Job.Settings.StageUser,
                    FsGroup = Job.Settings.StageUser,
                    FsGroupChangePolicy = "OnRootMismatch",
                    SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
                },
                // A stage talks to storage only; its account's token is mounted where the run names an account.
                ServiceAccountName = template.ServiceAccountName,
                AutomountServiceAccountToken = template.ServiceAccountName is null ? false : null,
                EnableServiceLinks = false,
                NodeSelector = template.NodeSelector?.ToDictionary(),
                Tolerations = PodTemplates.Tolerations(template),
                Affinity = PodTemplates.Affinity(template),
                PriorityClassName = template.PriorityClassName,
                ImagePullSecrets = template.ImagePullSecrets?.Select(secret => new V1LocalObjectReference { Name = secret.Name }).ToList(),
                RuntimeClassName = template.RuntimeClassName,
                TerminationGracePeriodSeconds = GraceSeconds,
                ActiveDeadlineSeconds = Job.Manifest.Spec.FailurePolicy.StageTimeoutSeconds,
            },
        };
    }

    private V1Container Container(PodTemplateSpec template, StageStorage storage) => new()
    {
        Name = ContainerName,
        Image = Image,
        ImagePullPolicy = Job.Settings.ImagePullPolicy,
        Args = [.. Arguments(storage)],
        Env =
        [
            new V1EnvVar { Name = "HOME", Value = "/tmp" },
            // The kubelet's own file exists in every container; it is named so that a stage need not guess.
            new V1EnvVar { Name = StageHost.TerminationMessageVariable, Value = "/dev/termination-log" },
            new V1EnvVar { Name = StageHost.TerminationMessageBytesVariable, Value = MessageBytes.ToString(CultureInfo.InvariantCulture) },
            new V1EnvVar { Name = LogFormats.Variable, Value = LogFormats.Json },
            .. storage.Environment,
            // What the run's own environment names is the run's business.
            .. StageTelemetry.Environment(Job, Request, TraceParent).Where(variable => template.Env?.Any(own => own.Name == variable.Name) != true),
            .. PodTemplates.Environment(template),
        ],
        Resources = Resources is { } resources ? PodTemplates.Resources(resources) : null,
        VolumeMounts =
        [
            new V1VolumeMount { Name = ManifestVolume, MountPath = ManifestFolder, ReadOnlyProperty = true },
            new V1VolumeMount { Name = ScratchVolume, MountPath = "/tmp" },
            .. storage.Mounts,
            .. PodTemplates.Mounts(template),
        ],
        SecurityContext = Restricted(),
        // A stage that fails writes no summary: the end of its log says why, and lands in the run's condition.
        TerminationMessagePolicy = "FallbackToLogsOnError",
    };

    /// <summary>The restricted Pod Security profile, and a root filesystem that cannot be written.</summary>
    internal static V1SecurityContext Restricted() => new()
    {
        AllowPrivilegeEscalation = false,
        ReadOnlyRootFilesystem = true,
        RunAsNonRoot = true,
        Capabilities = new V1Capabilities { Drop = ["ALL"] },
    };

    private IEnumerable<string> Arguments(StageStorage storage)
    {
        yield return Request.Stage;
        yield return "--manifest";
        yield return $"{ManifestFolder}/{ManifestSnapshot.FileName}";
        if (Request.Stage is StageNames.Collect or StageNames.Ppo or StageNames.Evaluate)
        {
            yield return "--iteration";
            yield return Request.Iteration.ToString(CultureInfo.InvariantCulture);
        }

        if (Request.Task is { } task)
        {
            yield return "--task";
            yield return task;
        }

        // A collect worker's index comes from JOB_COMPLETION_INDEX.
        if (Request is { Stage: StageNames.Ppo, Workers: { } workers })
        {
            yield return "--workers";
            yield return StageJob.Text(workers);
        }

        if (storage.Directory is { } directory)
        {
            yield return "--directory";
            yield return directory;
        }
    }

    /// <summary>A kubelet keeps 12 KiB of a pod's termination messages, an equal part for each container; half of ours is left for containers
    /// that a mesh may inject.</summary>
    private int MessageBytes => Math.Min(StageSummary.MaximumBytes, 12 * 1024 / (1 + (RemoteEnvironments.InitContainers(Job.Manifest, Request, Job.Settings)?.Count ?? 0)) / 2);

    private string? Image => Request.Stage switch
    {
        StageNames.Demonstrate or StageNames.Collect => Job.Images.Rollout,
        StageNames.Evaluate => Job.Images.Evaluator,
        _ => Job.Images.Learner,
    };

    private PodTemplateSpec? Template => Request.Stage switch
    {
        StageNames.Demonstrate or StageNames.Collect => Job.Manifest.Spec.Rollout.PodTemplate,
        StageNames.Evaluate => Job.Manifest.Spec.Evaluation.PodTemplate,
        _ => Job.Manifest.Spec.Learner.PodTemplate,
    };

    private ResourcesSpec? Resources => StageResources.Of(Job.Manifest, Request.Stage);
}
