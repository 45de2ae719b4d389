using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Admission;

/// <summary>The rules of each kind, in the order in which they were added.</summary>
public sealed class KindAdmissions
{
    private readonly Dictionary<(string Group, string Plural), List<IKindAdmission>> rules = [];

    internal KindAdmissions(ClusterStore store)
    {
        _ = store;
        Add(ResourceKind.Definitions, new DefinitionAdmission());
        Add(ResourceKind.Namespaces, new NamespaceAdmission());
    }

    /// <summary>To be called before the store is used.</summary>
    public void Add(ResourceKind kind, IKindAdmission rule)
    {
        if (!rules.TryGetValue((kind.Group, kind.Plural), out List<IKindAdmission>? list)) rules.Add((kind.Group, kind.Plural), list = []);
        list.Add(rule);
    }

    internal IReadOnlyList<IKindAdmission> Of(KindInfo info) => rules.GetValueOrDefault(info.Storage) ?? [];
}
