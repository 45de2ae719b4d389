using System.Reflection;
using k8s.Models;

namespace k8s;

public static class Extensions
{
    public static KubernetesEntityAttribute GetKubernetesTypeMetadata<T>(this T obj)
        where T : IKubernetesObject =>
        obj.GetType().GetKubernetesTypeMetadata();

    public static KubernetesEntityAttribute GetKubernetesTypeMetadata(this Type currentType) =>
        currentType.GetCustomAttribute<KubernetesEntityAttribute>() ??
        throw new InvalidOperationException($"{currentType.Name} has no {nameof(KubernetesEntityAttribute)}, which names its group, version and kind");

    /// <summary>Fills in apiVersion, kind and empty metadata from the type's <see cref="KubernetesEntityAttribute"/>.</summary>
    public static T Initialize<T>(this T obj)
        where T : IKubernetesObject
    {
        var entity = obj.GetKubernetesTypeMetadata();
        obj.ApiVersion = string.IsNullOrEmpty(entity.Group) ? entity.ApiVersion : $"{entity.Group}/{entity.ApiVersion}";
        obj.Kind = entity.Kind ?? obj.GetType().Name;
        if (obj is IMetadata<V1ObjectMeta> { Metadata: null } described) described.Metadata = new V1ObjectMeta();
        return obj;
    }
}
