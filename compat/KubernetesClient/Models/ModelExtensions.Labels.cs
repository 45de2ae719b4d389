namespace k8s.Models;

public static partial class ModelExtensions
{
    public static IDictionary<string, string> Labels(this IMetadata<V1ObjectMeta> obj) => obj?.Metadata?.Labels;

    public static IDictionary<string, string> Annotations(this IMetadata<V1ObjectMeta> obj) => obj?.Metadata?.Annotations;

    public static string GetLabel(this IMetadata<V1ObjectMeta> obj, string key)
    {
        ArgumentNullException.ThrowIfNull(obj);
        return Get(obj.Labels(), key);
    }

    public static string GetAnnotation(this IMetadata<V1ObjectMeta> obj, string key)
    {
        ArgumentNullException.ThrowIfNull(obj);
        return Get(obj.Annotations(), key);
    }

    /// <summary>Sets a label; null removes it.</summary>
    public static void SetLabel(this IMetadata<V1ObjectMeta> obj, string key, string value)
    {
        ArgumentNullException.ThrowIfNull(obj);
        ArgumentNullException.ThrowIfNull(key);
        if (value is null) obj.Labels()?.Remove(key);
        else obj.EnsureMetadata().EnsureLabels()[key] = value;
    }

    /// <summary>Sets an annotation; null removes it.</summary>
    public static void SetAnnotation(this IMetadata<V1ObjectMeta> obj, string key, string value)
    {
        ArgumentNullException.ThrowIfNull(obj);
        ArgumentNullException.ThrowIfNull(key);
        if (value is null) obj.Annotations()?.Remove(key);
        else obj.EnsureMetadata().EnsureAnnotations()[key] = value;
    }

    public static IDictionary<string, string> EnsureLabels(this V1ObjectMeta meta)
    {
        ArgumentNullException.ThrowIfNull(meta);
        return meta.Labels ??= new Dictionary<string, string>();
    }

    public static IDictionary<string, string> EnsureAnnotations(this V1ObjectMeta meta)
    {
        ArgumentNullException.ThrowIfNull(meta);
        return meta.Annotations ??= new Dictionary<string, string>();
    }

    private static string Get(IDictionary<string, string> texts, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return texts is not null && texts.TryGetValue(key, out var text) ? text : null;
    }
}
