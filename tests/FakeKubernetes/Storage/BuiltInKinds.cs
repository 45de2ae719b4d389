namespace RL4VLM.FakeKubernetes.Storage;

/// <summary>The resource types that are there without a definition.</summary>
internal static class BuiltInKinds
{
    private const string Rbac = "rbac.authorization.k8s.io";

    public static readonly KindInfo[] All =
    [
        new(ResourceKind.Pods) { ShortNames = ["po"], Categories = ["all"], HasStatus = true, HasGeneration = true, ReturnsDeleted = true },
        new(ResourceKind.ConfigMaps) { ShortNames = ["cm"] },
        new(ResourceKind.Secrets),
        new(ResourceKind.Events) { ShortNames = ["ev"], CreateOnUpdate = true },
        new(ResourceKind.Nodes) { ShortNames = ["no"], HasStatus = true },
        new(ResourceKind.Namespaces) { ShortNames = ["ns"], HasStatus = true, NameRule = NameRule.Label, ReturnsDeleted = true },
        Core("services", "Service", "svc") with { HasStatus = true, NameRule = NameRule.Label, ReturnsDeleted = true, Categories = ["all"] },
        Core("serviceaccounts", "ServiceAccount", "sa") with { ReturnsDeleted = true },
        Core("persistentvolumeclaims", "PersistentVolumeClaim", "pvc") with { HasStatus = true, ReturnsDeleted = true },
        new(new ResourceKind("", "v1", "persistentvolumes", "PersistentVolume", false)) { ShortNames = ["pv"], HasStatus = true, ReturnsDeleted = true },
        new(ResourceKind.Jobs)
        {
            Categories = ["all"], HasStatus = true, HasGeneration = true, DefaultPropagation = Propagation.Orphan,
        },
        new(new ResourceKind("apps", "v1", "deployments", "Deployment", true)) { ShortNames = ["deploy"], Categories = ["all"], HasStatus = true, HasGeneration = true },
        new(ResourceKind.Leases) { CreateOnUpdate = true, UnconditionalUpdate = false },
        new(new ResourceKind("events.k8s.io", "v1", "events", "Event", true)) { ShortNames = ["ev"], CreateOnUpdate = true },
        new(ResourceKind.Definitions) { ShortNames = ["crd", "crds"], HasStatus = true, HasGeneration = true, UnconditionalUpdate = false },
        new(new ResourceKind("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true)) { ShortNames = ["pdb"], HasStatus = true, HasGeneration = true },
        new(new ResourceKind("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true)) { ShortNames = ["netpol"], HasGeneration = true },
        new(new ResourceKind("scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass", false)) { ShortNames = ["pc"] },
        new(new ResourceKind(Rbac, "v1", "roles", "Role", true)) { NameRule = NameRule.Segment },
        new(new ResourceKind(Rbac, "v1", "rolebindings", "RoleBinding", true)) { NameRule = NameRule.Segment },
        new(new ResourceKind(Rbac, "v1", "clusterroles", "ClusterRole", false)) { NameRule = NameRule.Segment },
        new(new ResourceKind(Rbac, "v1", "clusterrolebindings", "ClusterRoleBinding", false)) { NameRule = NameRule.Segment },
    ];

    private static KindInfo Core(string plural, string kind, string shortName) =>
        new(new ResourceKind("", "v1", plural, kind, true)) { ShortNames = [shortName] };
}
