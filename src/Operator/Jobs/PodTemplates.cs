using k8s.Models;
using RL4VLM.Core.Manifest;

namespace RL4VLM.Operator.Jobs;

/// <summary>A run's podTemplate in the API's types.</summary>
internal static class PodTemplates
{
    public static V1ResourceRequirements Resources(ResourcesSpec resources) => new()
    {
        Limits = Quantities(resources.Limits),
        Requests = Quantities(resources.Requests),
    };

    public static IEnumerable<V1EnvVar> Environment(PodTemplateSpec template) => (template.Env ?? []).Select(variable => new V1EnvVar
    {
        Name = variable.Name,
        Value = variable.Value,
        ValueFrom = variable.ValueFrom is { } source ? new V1EnvVarSource
        {
            SecretKeyRef = source.SecretKeyRef is { } secret ? new V1SecretKeySelector { Name = secret.Name, Key = secret.Key, Optional = True(secret.Optional) } : null,
            ConfigMapKeyRef = source.ConfigMapKeyRef is { } map ? new V1ConfigMapKeySelector { Name = map.Name, Key = map.Key, Optional = True(map.Optional) } : null,
            FieldRef = source.FieldRef is { } field ? new V1ObjectFieldSelector { FieldPath = field.FieldPath } : null,
        } : null,
    });

    public static IEnumerable<V1Volume> Volumes(PodTemplateSpec template) => (template.Volumes ?? []).Select(volume => new V1Volume
    {
        Name = volume.Name,
        EmptyDir = volume.EmptyDir is { } folder ? new V1EmptyDirVolumeSource { Medium = folder.Medium, SizeLimit = folder.SizeLimit is { } size ? new ResourceQuantity(size) : null } : null,
        PersistentVolumeClaim = volume.PersistentVolumeClaim is { } claim ? new V1PersistentVolumeClaimVolumeSource { ClaimName = claim.ClaimName, ReadOnlyProperty = True(claim.ReadOnly) } : null,
        ConfigMap = volume.ConfigMap is { } map ? new V1ConfigMapVolumeSource { Name = map.Name, Optional = True(map.Optional) } : null,
        Secret = volume.Secret is { } secret ? new V1SecretVolumeSource { SecretName = secret.SecretName, Optional = True(secret.Optional) } : null,
        HostPath = volume.HostPath is { } path ? new V1HostPathVolumeSource { Path = path.Path, Type = path.Type } : null,
    });

    public static IEnumerable<V1VolumeMount> Mounts(PodTemplateSpec template) => (template.VolumeMounts ?? []).Select(mount => new V1VolumeMount
    {
        Name = mount.Name, MountPath = mount.MountPath, SubPath = mount.SubPath, ReadOnlyProperty = True(mount.ReadOnly),
    });

    public static IList<V1Toleration>? Tolerations(PodTemplateSpec template) => template.Tolerations?.Select(toleration => new V1Toleration
    {
        Key = toleration.Key, OperatorProperty = toleration.Operator, Value = toleration.Value, Effect = toleration.Effect, TolerationSeconds = toleration.TolerationSeconds,
    }).ToList();

    public static V1Affinity? Affinity(PodTemplateSpec template) => template.Affinity is not { } affinity ? null : new V1Affinity
    {
        NodeAffinity = affinity.NodeAffinity is { } node ? new V1NodeAffinity
        {
            RequiredDuringSchedulingIgnoredDuringExecution = node.RequiredDuringSchedulingIgnoredDuringExecution is { } required
                ? new V1NodeSelector { NodeSelectorTerms = [.. required.NodeSelectorTerms.Select(Term)] } : null,
            PreferredDuringSchedulingIgnoredDuringExecution = node.PreferredDuringSchedulingIgnoredDuringExecution?
                .Select(preferred => new V1PreferredSchedulingTerm { Weight = preferred.Weight, Preference = Term(preferred.Preference) }).ToList(),
        } : null,
        PodAffinity = affinity.PodAffinity is { } near ? new V1PodAffinity
        {
            RequiredDuringSchedulingIgnoredDuringExecution = near.RequiredDuringSchedulingIgnoredDuringExecution?.Select(Term).ToList(),
            PreferredDuringSchedulingIgnoredDuringExecution = near.PreferredDuringSchedulingIgnoredDuringExecution?.Select(Weighted).ToList(),
        } : null,
        PodAntiAffinity = affinity.PodAntiAffinity is { } away ? new V1PodAntiAffinity
        {
            RequiredDuringSchedulingIgnoredDuringExecution = away.RequiredDuringSchedulingIgnoredDuringExecution?.Select(Term).ToList(),
            PreferredDuringSchedulingIgnoredDuringExecution = away.PreferredDuringSchedulingIgnoredDuringExecution?.Select(Weighted).ToList(),
        } : null,
    };

    private static V1NodeSelectorTerm Term(NodeSelectorTermSpec term) => new()
    {
        MatchExpressions = term.MatchExpressions?.Select(NodeRequirement).ToList(),
        MatchFields = term.MatchFields?.Select(NodeRequirement).ToList(),
    };

    private static V1NodeSelectorRequirement NodeRequirement(LabelRequirementSpec requirement) => new()
    {
        Key = requirement.Key, OperatorProperty = requirement.Operator, Values = requirement.Values?.ToList(),
    };

    private static V1WeightedPodAffinityTerm Weighted(PreferredPodSpec preferred) => new() { Weight = preferred.Weight, PodAffinityTerm = Term(preferred.PodAffinityTerm) };

    private static V1PodAffinityTerm Term(PodAffinityTermSpec term) => new()
    {
        TopologyKey = term.TopologyKey,
        Namespaces = term.Namespaces?.ToList(),
        LabelSelector = term.LabelSelector is { } selector ? new V1LabelSelector
        {
            MatchLabels = selector.MatchLabels?.ToDictionary(),
            MatchExpressions = selector.MatchExpressions?.Select(requirement => new V1LabelSelectorRequirement
            {
                Key = requirement.Key, OperatorProperty = requirement.Operator, Values = requirement.Values?.ToList(),
            }).ToList(),
        } : null,
    };

    private static Dictionary<string, ResourceQuantity>? Quantities(IReadOnlyDictionary<string, string>? texts) =>
        texts?.ToDictionary(pair => pair.Key, pair => new ResourceQuantity(pair.Value));

    private static bool? True(bool value) => value ? true : null;
}
