using System.Text;
using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Operator.Resources;

namespace RL4VLM.Operator.Jobs;

/// <summary>The manifest that stages see: an immutable ConfigMap named by its content (design section 8).</summary>
public sealed record ManifestSnapshot(string Name, string Json)
{
    /// <summary>File in the ConfigMap, and below <see cref="StagePod.ManifestFolder"/>.</summary>
    public const string FileName = "manifest.json";

    public static ManifestSnapshot Of(RunResource run, RunManifest manifest)
    {
        // What no stage reads is left out, so that suspending a run or giving it more memory is no new snapshot.
        RunSpec spec = manifest.Spec;
        byte[] json = ManifestJson.Write(manifest with
        {
            Metadata = new RunMetadata { Name = manifest.Metadata.Name, Namespace = manifest.Metadata.Namespace },
            Spec = spec with
            {
                Lifecycle = new LifecycleSpec(),
                FailurePolicy = new FailurePolicySpec(),
                Rollout = spec.Rollout with { Resources = null, PodTemplate = null },
                Learner = spec.Learner with { Resources = null, PodTemplate = null },
                Evaluation = spec.Evaluation with { Resources = null, PodTemplate = null },
            },
        });
        return new ManifestSnapshot(JobNames.Snapshot(run.Metadata.Name, run.Metadata.Uid, json), Encoding.UTF8.GetString(json));
    }

    public V1ConfigMap ToConfigMap(RunResource run) => new()
    {
        ApiVersion = "v1",
        Kind = "ConfigMap",
        Metadata = new V1ObjectMeta
        {
            Name = Name,
            NamespaceProperty = run.Metadata.NamespaceProperty,
            Labels = new Dictionary<string, string> { [Labels.ManagedBy] = Labels.Operator, [Labels.Name] = "rl4vlm", [Labels.Run] = run.Metadata.Name },
            OwnerReferences = [StageJob.OwnerReference(run)],
        },
        Immutable = true,
        Data = new Dictionary<string, string> { [FileName] = Json },
    };
}
