using k8s;
using k8s.Models;

namespace RL4VLM.Operator.Runtime;

/// <summary>What a cache need not keep.</summary>
public static class ObjectTrim
{
    /// <summary>Drops metadata.managedFields, often the larger half of an object.</summary>
    public static T ManagedFields<T>(T value) where T : IKubernetesObject<V1ObjectMeta>
    {
        if (value.Metadata is { } metadata) metadata.ManagedFields = null;
        return value;
    }
}
