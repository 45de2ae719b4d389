using RL4VLM.FakeKubernetes.Admission.Jobs;
using RL4VLM.FakeKubernetes.Admission.Pods;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Admission;

/// <summary>The rules of each kind, in the order in which they were added.</summary>
public sealed class KindAdmissions
{
    private readonly Dictionary<(string Group, string Plural), List<IKindAdmission>> rules = [];

    internal KindAdmissions(ClusterStore store)
    {
        Add(ResourceKind.Definitions, new DefinitionAdmission());
        Add(ResourceKind.Namespaces, new NamespaceAdmission());
        Add(ResourceKind.Pods, new PodAdmission(store));
        Add(ResourceKind.Jobs, new JobAdmission());
        Add(ResourceKind.ConfigMaps, new DataAdmission());
        Add(ResourceKind.Secrets, new DataAdmission());
        Add(ResourceKind.Leases, new LeaseAdmission());
    }

    /// <summary>To be called before the store is used.</summary>
    public void Add(ResourceKind kind, IKindAdmission rule)
    {
        if (!rules.TryGetValue((kind.Group, kind.Plural), out List<IKindAdmission>? list)) rules.Add((kind.Group, kind.Plural), list = []);
        list.Add(rule);
    }

    internal IReadOnlyList<IKindAdmission> Of(KindInfo info) => rules.GetValueOrDefault(info.Storage) ?? [];
}
