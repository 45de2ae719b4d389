using System.Globalization;
using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Controllers.Jobs;

/// <summary>A pod from a Job's template.</summary>
internal static class JobPodFactory
{
    /// <param name="job">Owner.</param>
    /// <param name="index">null for a Job that is not Indexed.</param>
    /// <param name="replaced">With backoffLimitPerIndex: the failed pod of this index whose failures are carried on.</param>
    /// <param name="suffix">Random end of the name.</param>
    public static JsonObject Create(JsonObject job, int? index, JsonObject? replaced, string suffix)
    {
        var spec = new JobSpec(job);
        string prefix = JobNames.PodPrefix(job.Name(), index);
        var pod = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = job.At("spec", "template", "metadata")?.DeepClone() ?? new JsonObject(),
            ["spec"] = job.At("spec", "template", "spec")!.DeepClone(),
        };
        JsonObject metadata = pod.Ensure("metadata");
        metadata["generateName"] = prefix;
        metadata["name"] = JobNames.PodName(prefix, suffix);
        metadata["namespace"] = job.Namespace();
        metadata["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = "batch/v1", ["kind"] = "Job", ["name"] = job.Name(), ["uid"] = job.Uid(),
            ["controller"] = true, ["blockOwnerDeletion"] = true,
        });
        pod.AddFinalizer(JobNames.TrackingFinalizer);
        JsonObject labels = metadata.Ensure("labels");
        foreach (string group in (string[])["", "batch.kubernetes.io/"])
        {
            labels[group + "controller-uid"] = job.Uid();
            labels[group + "job-name"] = job.Name();
        }

        if (index is { } position) AddIndex(pod, job, spec, position, replaced);
        return pod;
    }

    private static void AddIndex(JsonObject pod, JsonObject job, JobSpec spec, int index, JsonObject? replaced)
    {
        string text = index.ToString(CultureInfo.InvariantCulture);
        JsonObject annotations = pod.Ensure("metadata", "annotations");
        annotations[JobNames.CompletionIndex] = text;
        pod.Ensure("metadata", "labels")[JobNames.CompletionIndex] = text;
        pod.Ensure("spec")["hostname"] = $"{job.Name()}-{text}";
        foreach (JsonObject container in pod.Items("spec", "initContainers").Concat(pod.Items("spec", "containers"))) AddVariable(container);
        if (spec.BackoffLimitPerIndex is null) return;
        (int counted, int ignored) = FailuresAfter(spec, replaced);
        annotations[JobNames.IndexFailureCount] = counted.ToString(CultureInfo.InvariantCulture);
        if (ignored > 0) annotations[JobNames.IndexIgnoredFailureCount] = ignored.ToString(CultureInfo.InvariantCulture);
    }

    private static (int Counted, int Ignored) FailuresAfter(JobSpec spec, JsonObject? replaced)
    {
        if (replaced is null) return (0, 0);
        int counted = JobPods.Failures(replaced, JobNames.IndexFailureCount);
        int ignored = JobPods.Failures(replaced, JobNames.IndexIgnoredFailureCount);
        return PodFailurePolicy.Match(spec.FailurePolicy, replaced).Counts ? (counted + 1, ignored) : (counted, ignored + 1);
    }

    private static void AddVariable(JsonObject container)
    {
        if (container.Items("env").Any(variable => variable.Text("name") == JobNames.CompletionIndexVariable)) return;
        if (container["env"] is not JsonArray list) container["env"] = list = [];
        list.Add((JsonNode)new JsonObject
        {
            ["name"] = JobNames.CompletionIndexVariable,
            ["valueFrom"] = new JsonObject
            {
                ["fieldRef"] = new JsonObject { ["apiVersion"] = "v1", ["fieldPath"] = $"metadata.labels['{JobNames.CompletionIndex}']" },
            },
        });
    }
}
