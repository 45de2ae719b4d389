using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Operator.Jobs;

/// <summary>What the manifest gives a stage's container.</summary>
internal static class StageResources
{
    public static ResourcesSpec? Of(RunManifest manifest, string stage) => stage switch
    {
        StageNames.Demonstrate or StageNames.Collect => manifest.Spec.Rollout.Resources,
        StageNames.Evaluate => manifest.Spec.Evaluation.Resources,
        _ => manifest.Spec.Learner.Resources,
    };

    /// <summary>GPUs of one pod: the limits of nvidia.com/gpu, amd.com/gpu and whatever else ends in /gpu.</summary>
    public static decimal Gpus(RunManifest manifest, string stage) => (Of(manifest, stage)?.Limits ?? new Dictionary<string, string>())
        .Where(limit => limit.Key.EndsWith("/gpu", StringComparison.Ordinal)).Sum(limit => new ResourceQuantity(limit.Value).ToDecimal());
}
