using System.Globalization;
using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;
using RL4VLM.Operator.Resources;

namespace RL4VLM.Operator.Jobs;

/// <summary>The <c>batch/v1</c> Job of a stage (design section 8). Pure.</summary>
/// <param name="Run">The owner.</param>
/// <param name="Manifest">Its manifest as it is now.</param>
/// <param name="Images">Images settled when the run started.</param>
/// <param name="Snapshot">Name of the ConfigMap with the manifest that the stage sees.</param>
/// <param name="Settings">The operator's.</param>
public sealed record StageJob(RunResource Run, RunManifest Manifest, StageImages Images, string Snapshot, OperatorSettings Settings)
{
    /// <summary>Exit codes that no restart mends; all others may (docs/operations.md).</summary>
    private static readonly int[] NeverAgain = [ExitCodes.CorruptInput, ExitCodes.Software, ExitCodes.BadManifest];

    /// <param name="request">The stage.</param>
    /// <param name="traceParent">Trace of its iteration; null without telemetry.</param>
    public V1Job Build(StageRequest request, string? traceParent = null)
    {
        bool collect = request.Stage == StageNames.Collect;
        int workers = Manifest.Spec.Rollout.Workers;
        FailurePolicySpec policy = Manifest.Spec.FailurePolicy;
        string? queue = Manifest.Spec.Lifecycle.QueueName;
        var labels = LabelsOf(request);
        if (queue is not null) labels[Labels.Queue] = queue;
        return new V1Job
        {
            ApiVersion = "batch/v1",
            Kind = "Job",
            Metadata = new V1ObjectMeta
            {
                Name = JobNames.Of(Run.Metadata.NamespaceProperty, Run.Metadata.Name, request),
                NamespaceProperty = Run.Metadata.NamespaceProperty,
                Labels = labels,
                Annotations = request.Stage == StageNames.Ppo && request.Workers is { } used ? new Dictionary<string, string> { [Labels.Workers] = Text(used) } : null,
                OwnerReferences = [OwnerReference(Run)],
            },
            Spec = new V1JobSpec
            {
                CompletionMode = collect ? "Indexed" : null,
                Completions = collect ? workers : 1,
                Parallelism = collect ? workers : 1,
                BackoffLimit = collect ? null : policy.MaxRestarts,
                BackoffLimitPerIndex = collect ? policy.MaxRestarts : null,
                // More lost workers than the policy bears end the Job at once.
                MaxFailedIndexes = collect ? workers - Math.Clamp(policy.MinimumWorkers ?? workers, 1, workers) : null,
                // One pod at a time for one piece of work: the next starts when the last is gone.
                PodReplacementPolicy = "Failed",
                PodFailurePolicy = new V1PodFailurePolicy { Rules = [.. Rules(collect)] },
                // Kueue admits the Job by clearing this; nobody here writes the Job's spec again.
                Suspend = queue is null ? null : true,
                Template = new StagePod(this, request, traceParent).Build(LabelsOf(request)),
            },
        };
    }

    public static V1OwnerReference OwnerReference(RunResource run) => new()
    {
        ApiVersion = $"{RunManifest.Group}/{RunManifest.Version}",
        Kind = RunManifest.KindName,
        Name = run.Metadata.Name,
        Uid = run.Metadata.Uid,
        Controller = true,
        BlockOwnerDeletion = true,
    };

    internal static string Text(IEnumerable<int> workers) => string.Join(',', workers.Select(worker => worker.ToString(CultureInfo.InvariantCulture)));

    private Dictionary<string, string> LabelsOf(StageRequest request)
    {
        var labels = new Dictionary<string, string>
        {
            [Labels.Name] = "rl4vlm",
            [Labels.Component] = "stage",
            [Labels.ManagedBy] = Labels.Operator,
            [Labels.Run] = Run.Metadata.Name,
            [Labels.Stage] = request.Stage,
            [Labels.Iteration] = request.Iteration.ToString(CultureInfo.InvariantCulture),
        };
        if (request.Task is { } task) labels[Labels.Task] = task;
        return labels;
    }

    private static IEnumerable<V1PodFailurePolicyRule> Rules(bool collect)
    {
        if (collect)
        {
            // A worker's own trouble may cost only that worker; a wrong manifest is everybody's.
            yield return OnExit("FailIndex", ExitCodes.CorruptInput, ExitCodes.Software);
            yield return OnExit("FailJob", ExitCodes.BadManifest);
        }
        else
        {
            yield return OnExit("FailJob", NeverAgain);
        }

        // Evictions, drains and preemptions are not the stage's fault.
        yield return new V1PodFailurePolicyRule
        {
            Action = "Ignore",
            OnPodConditions = [new V1PodFailurePolicyOnPodConditionsPattern { Type = "DisruptionTarget", Status = "True" }],
        };
    }

    private static V1PodFailurePolicyRule OnExit(string action, params int[] codes) => new()
    {
        Action = action,
        OnExitCodes = new V1PodFailurePolicyOnExitCodesRequirement { ContainerName = StagePod.ContainerName, OperatorProperty = "In", Values = [.. codes] },
    };
}
