using RL4VLM.FakeKubernetes.Http;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Tests;

public sealed class AuthorizationTests
{
    private const string User = "system:serviceaccount:default:worker";

    private const string Roles = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: reader, labels: {aggregate: "yes"}}
        rules:
        - {apiGroups: [""], resources: [configmaps], verbs: [get, list]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: all}
        aggregationRule: {clusterRoleSelectors: [{matchLabels: {aggregate: "yes"}}]}
        rules: []
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: jobs}
        rules:
        - {apiGroups: [batch], resources: [jobs/status], verbs: [patch]}
        - {apiGroups: [batch], resources: [jobs], resourceNames: [mine], verbs: [get, delete]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: jobs}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: jobs}
        subjects: [{kind: ServiceAccount, name: worker, namespace: default}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: all}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: all}
        subjects: [{kind: Group, name: "system:serviceaccounts:default", apiGroup: rbac.authorization.k8s.io}]
        """;

    [Fact]
    public async Task Roles_are_enforced_verb_by_verb()
    {
        await using TestCluster cluster = await StartAsync();
        async Task Expect(int code, string method, string path, string? body = null, string type = "application/json") =>
            (await cluster.SendAsync(method, path, body, type, User)).Expect(code);
        await Expect(200, "GET", Bodies.ConfigMaps);
        await Expect(404, "GET", "/api/v1/namespaces/kube-system/configmaps/a");
        await Expect(403, "GET", Bodies.ConfigMaps + "?watch=true");
        await Expect(403, "POST", Bodies.ConfigMaps, Bodies.ConfigMap("a"));
        await Expect(404, "GET", Bodies.Jobs + "/mine");
        await Expect(403, "GET", Bodies.Jobs + "/other");
        await Expect(403, "GET", Bodies.Jobs);
        await Expect(404, "PATCH", Bodies.Jobs + "/mine/status", "{}", "application/merge-patch+json");
        await Expect(403, "PATCH", Bodies.Jobs + "/mine", "{}", "application/merge-patch+json");
        await Expect(403, "GET", "/apis/batch/v1/namespaces/kube-system/jobs/mine");
        await Expect(200, "GET", "/apis");
    }

    [Fact]
    public async Task A_refusal_has_the_real_words_and_is_recorded()
    {
        await using TestCluster cluster = await StartAsync();
        Answer refused = (await cluster.SendAsync("DELETE", Bodies.Jobs + "/other", token: User)).Expect(403);
        Assert.Equal($"jobs.batch \"other\" is forbidden: User \"{User}\" cannot delete resource \"jobs\" in API group \"batch\" in the namespace \"default\"", refused.Message);
        Assert.Equal("Forbidden", refused.Reason);
        Answer cluster2 = (await cluster.SendAsync("GET", "/apis/batch/v1/jobs", token: User)).Expect(403);
        Assert.Equal($"jobs.batch is forbidden: User \"{User}\" cannot list resource \"jobs\" in API group \"batch\" at the cluster scope", cluster2.Message);
        Assert.Equal(["delete jobs", "list jobs"], cluster.Api.Authorizer.Denials.Select(denial => $"{denial.Permission.Verb} {denial.Permission.Resource}"));
    }

    [Fact]
    public async Task Anonymous_and_unknown_users_get_nowhere()
    {
        await using TestCluster cluster = await StartAsync();
        (await cluster.SendAsync("GET", Bodies.ConfigMaps, token: "nobody")).Expect(401);
        using var anonymous = new HttpClient { BaseAddress = cluster.Server.Address };
        Assert.Equal(403, (int)(await anonymous.GetAsync(Bodies.ConfigMaps)).StatusCode);
    }

    [Fact]
    public async Task Grants_that_nobody_needed_are_named()
    {
        await using TestCluster cluster = await StartAsync();
        (await cluster.SendAsync("GET", Bodies.ConfigMaps, token: User)).Expect(200);
        (await cluster.SendAsync("GET", Bodies.Jobs + "/mine", token: User)).Expect(404);
        string[] groups = ["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"];
        Assert.Equal(["ClusterRole/all get configmaps", "Role/default/jobs delete jobs", "Role/default/jobs patch jobs/status"],
            cluster.Api.Authorizer.UnusedGrants(User, groups).Select(grant => $"{grant.Role} {grant.Verb} {grant.Resource}").Order());
        Assert.Contains(cluster.Api.Authorizer.UsedPermissions.Keys, key => key.User == User && key.Permission is { Verb: "list", Resource: "configmaps", Namespace: "default" });
    }

    [Fact]
    public async Task Access_reviews_tell_what_is_allowed()
    {
        await using TestCluster cluster = await StartAsync();
        async Task<bool?> May(string verb, string group, string resource) => (await cluster.SendAsync("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            $$$"""{"spec":{"resourceAttributes":{"verb":"{{{verb}}}","group":"{{{group}}}","resource":"{{{resource}}}","namespace":"default"} } }""", token: User)).Expect(201).Body.Map("status").Flag("allowed");
        Assert.True(await May("list", "", "configmaps"));
        Assert.False(await May("create", "", "configmaps"));
        Assert.Empty(cluster.Api.Authorizer.Denials);
    }

    [Fact]
    public async Task Roles_that_change_count_at_once()
    {
        await using TestCluster cluster = await StartAsync();
        (await cluster.SendAsync("GET", Bodies.ConfigMaps, token: User)).Expect(200);
        (await cluster.DeleteAsync("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/all")).Expect(200);
        (await cluster.SendAsync("GET", Bodies.ConfigMaps, token: User)).Expect(403);
    }

    private static async Task<TestCluster> StartAsync()
    {
        TestCluster cluster = await TestCluster.StartAsync(api: new ApiOptions { EnforceRoles = true });
        Manifests.Load(cluster.Store, Roles);
        return cluster;
    }
}
