using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Storage;

/// <summary>Which objects of a collection a list or a watch is about.</summary>
public sealed class ObjectFilter
{
    public string? Namespace { get; init; }

    public LabelSelector? Labels { get; init; }

    public FieldSelector? Fields { get; init; }

    public static ObjectFilter All { get; } = new();

    /// <summary>Whether a count of what remains would be wrong.</summary>
    public bool Selects => Labels is not null || Fields is not null;

    public bool Matches(StoredObject item) =>
        (Namespace is null || item.Key.Namespace == Namespace)
        && (Labels is null || Labels.Matches(item.Document.At("metadata", "labels")))
        && (Fields is null || Fields.Matches(item.Document));
}
