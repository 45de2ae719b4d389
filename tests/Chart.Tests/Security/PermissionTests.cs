using RL4VLM.Chart.Tests.Rendering;

namespace RL4VLM.Chart.Tests.Security;

public sealed class PermissionTests
{
    /// <summary>What the operator does, call by call. A verb more is a privilege too many, a verb less is a run that stands still.</summary>
    private static readonly string[] OfTheOperator =
    [
        "rl4vlm.io/rl4vlmruns: delete get list watch",
        "rl4vlm.io/rl4vlmruns/status: patch",
        "rl4vlm.io/rl4vlmruns/finalizers: update",
        "batch/jobs: create delete get list watch",
        "/pods: list watch",
        "/configmaps: create",
        "/events: create patch",
    ];

    private static readonly string[] OfTheLeader = ["coordination.k8s.io/leases: create", "coordination.k8s.io/leases rl4vlm: get update"];

    public static TheoryData<string> Names => [.. ValueSet.Names];

    [Fact]
    public void Without_namespaces_the_operator_has_one_cluster_role_with_just_what_it_needs()
    {
        ValueSet set = ValueSet.Named("defaults");
        Assert.Equal(OfTheOperator, Permissions.Of(set.Single("ClusterRole", "rl4vlm")));
        AssertBinds(set.Single("ClusterRoleBinding"), "ClusterRole", "rl4vlm");
        Assert.Equal("rl4vlm-leader-election", set.Single("Role").Name);
    }

    [Fact]
    public void With_namespaces_it_has_the_same_in_each_of_them_and_nothing_in_the_cluster()
    {
        ValueSet set = ValueSet.Named("namespaced");
        foreach (string space in new[] { "team-a", "team-b" })
        {
            Assert.Equal(OfTheOperator, Permissions.Of(Assert.Single(set.Objects, one => one.Kind == "Role" && one.Namespace == space)));
            AssertBinds(Assert.Single(set.Objects, one => one.Kind == "RoleBinding" && one.Namespace == space), "Role", "rl4vlm");
        }

        Assert.DoesNotContain(set.Objects, one => one.Kind == "ClusterRoleBinding");
        Assert.All(set.Objects.Where(one => one.Kind == "ClusterRole"), role => Assert.Contains("aggregate-to", role.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("defaults")]
    [InlineData("namespaced")]
    public void The_lease_is_the_only_thing_it_may_touch_in_its_own_namespace(string name)
    {
        ValueSet set = ValueSet.Named(name);
        RenderedObject role = set.Single("Role", "rl4vlm-leader-election");
        Assert.Equal("rl4vlm-system", role.Namespace);
        Assert.Equal(OfTheLeader, Permissions.Of(role));
        RenderedObject binding = set.Single("RoleBinding", "rl4vlm-leader-election");
        Assert.Equal("rl4vlm-system", binding.Namespace);
        AssertBinds(binding, "Role", "rl4vlm-leader-election");
        Assert.Equal("rl4vlm", Containers.EnvironmentOf(set)["RL4VLM_LEASE_NAME"]);
    }

    [Fact]
    public void People_who_may_view_or_edit_a_namespace_may_view_or_edit_its_runs()
    {
        ValueSet set = ValueSet.Named("defaults");
        RenderedObject view = set.Single("ClusterRole", "rl4vlm-view"), edit = set.Single("ClusterRole", "rl4vlm-edit");
        Assert.Equal(["rl4vlm.io/rl4vlmruns: get list watch", "rl4vlm.io/rl4vlmruns/status: get"], Permissions.Of(view));
        Assert.Equal(["rl4vlm.io/rl4vlmruns: create delete deletecollection patch update"], Permissions.Of(edit));
        Assert.Equal(["view", "edit", "admin"], Aggregations(view));
        Assert.Equal(["edit", "admin"], Aggregations(edit));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_rule_has_a_wildcard(string name)
    {
        RenderedObject[] roles = [.. ValueSet.Named(name).Objects.Where(one => one.Kind is "Role" or "ClusterRole")];
        Assert.All(roles, role => Assert.DoesNotContain(Permissions.Words(role), word => word.Contains('*')));
    }

    [Fact]
    public void Switched_off_there_is_no_role_at_all() =>
        Assert.DoesNotContain(ValueSet.Named("minimal").Objects, one => one.ApiVersion.StartsWith("rbac.", StringComparison.Ordinal));

    [Fact]
    public void A_token_is_mounted_in_the_operator_alone()
    {
        ValueSet set = ValueSet.Named("defaults");
        Assert.False(set.Single("ServiceAccount").Json["automountServiceAccountToken"]!.GetValue<bool>());
        Assert.True(Containers.PodOf(set)["automountServiceAccountToken"]!.GetValue<bool>());
    }

    [Fact]
    public void An_account_brought_by_somebody_else_must_be_named() =>
        Assert.Contains("serviceAccount.name must name", Helm.Refusal("--set", "serviceAccount.create=false"), StringComparison.Ordinal);

    private static void AssertBinds(RenderedObject binding, string kind, string role)
    {
        Assert.Equal((kind, role), (binding.Json["roleRef"]!["kind"]!.GetValue<string>(), binding.Json["roleRef"]!["name"]!.GetValue<string>()));
        var subject = Assert.Single(binding.Json["subjects"]!.AsArray())!;
        Assert.Equal(("ServiceAccount", "rl4vlm", "rl4vlm-system"),
            (subject["kind"]!.GetValue<string>(), subject["name"]!.GetValue<string>(), subject["namespace"]!.GetValue<string>()));
    }

    private static string[] Aggregations(RenderedObject role)
    {
        const string Prefix = "rbac.authorization.k8s.io/aggregate-to-";
        string[] found = [.. role.Json["metadata"]!["labels"]!.AsObject().Where(label => label.Key.StartsWith(Prefix, StringComparison.Ordinal) && label.Value!.GetValue<string>() == "true")
            .Select(label => label.Key[Prefix.Length..])];
        return [.. new[] { "view", "edit", "admin" }.Where(found.Contains)];
    }
}
