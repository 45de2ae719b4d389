namespace RL4VLM.Cli.Tests.Cluster;

/// <summary>Kubernetes' own <c>view</c> and <c>edit</c>, as far as these tests need them, with the chart's rules added as aggregation would.</summary>
internal static class Roles
{
    private const string View = """
          - apiGroups: [""]
            resources: [pods, pods/log, pods/status, configmaps, services]
            verbs: [get, list, watch]
        """;

    private const string Edit = """
          - apiGroups: [""]
            resources: [secrets]
            verbs: [get, list, watch]
        """;

    public static string Yaml()
    {
        string[] chart = [.. File.ReadAllText(Path.Combine(FakeCluster.Root, "charts", "rl4vlm", "templates", "aggregate.yaml"))
            .Split("---").Select(document => string.Join('\n', document[(document.IndexOf("rules:", StringComparison.Ordinal) + 6)..].Split('\n').Where(line => line.Length > 0 && !line.StartsWith("{{", StringComparison.Ordinal))))];
        return $"{Role("view", View, chart[0])}\n---\n{Role("edit", View, Edit, chart[0], chart[1])}\n---\n{Binding("view", "viewer")}\n---\n{Binding("edit", "editor")}";
    }

    private static string Role(string name, params string[] rules) =>
        $"apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: {name}}}\nrules:\n{string.Join('\n', rules)}";

    private static string Binding(string role, string account) => $$"""
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: {{role}}, namespace: default}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {{role}}}
        subjects: [{kind: ServiceAccount, name: {{account}}, namespace: default}]
        """;
}
