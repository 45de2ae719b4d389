using k8s.Models;
using RL4VLM.Operator.Resources;

namespace RL4VLM.Operator.Hosting;

/// <summary>Leaves in the caches only what decisions are made from: a thousand runs and their pods fit in memory.</summary>
internal static class RunTrim
{
    public static RunResource Run(RunResource run)
    {
        run.Metadata.ManagedFields = null;
        run.Metadata.Annotations = null;
        return run;
    }

    public static V1Job Job(V1Job job)
    {
        job.Metadata.ManagedFields = null;
        // What the pods look like is decided once, when the Job is created.
        job.Spec = new V1JobSpec { Completions = job.Spec?.Completions, Suspend = job.Spec?.Suspend };
        return job;
    }

    public static V1Pod Pod(V1Pod pod)
    {
        pod.Metadata = new V1ObjectMeta
        {
            Name = pod.Metadata.Name,
            NamespaceProperty = pod.Metadata.NamespaceProperty,
            Uid = pod.Metadata.Uid,
            ResourceVersion = pod.Metadata.ResourceVersion,
            CreationTimestamp = pod.Metadata.CreationTimestamp,
            DeletionTimestamp = pod.Metadata.DeletionTimestamp,
            Labels = pod.Metadata.Labels,
            OwnerReferences = pod.Metadata.OwnerReferences,
        };
        pod.Spec = null;
        return pod;
    }
}
