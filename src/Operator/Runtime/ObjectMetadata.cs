using k8s;
using k8s.Models;

namespace RL4VLM.Operator.Runtime;

internal static class ObjectMetadata
{
    public static ObjectKey Key(this IKubernetesObject<V1ObjectMeta> value) => new(value.Metadata?.NamespaceProperty ?? "", value.Metadata?.Name ?? "");

    public static string Uid(this IKubernetesObject<V1ObjectMeta> value) => value.Metadata?.Uid ?? "";

    public static string? Version(this IKubernetesObject<V1ObjectMeta> value) => value.Metadata?.ResourceVersion;
}
