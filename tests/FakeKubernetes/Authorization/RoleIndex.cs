using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Authorization;

/// <summary>The rules that bind each user, read from the store again whenever a role or a binding changes.</summary>
internal sealed class RoleIndex(ClusterStore store)
{
    private const string Group = "rbac.authorization.k8s.io";
    private readonly Lock gate = new();
    private readonly KindInfo[] kinds = [.. ((string[])["roles", "rolebindings", "clusterroles", "clusterrolebindings"]).Select(plural => store.Kinds.Find(Group, "v1", plural)!)];
    private Dictionary<string, List<Bound>> byUser = [];
    private long stamp = -1;

    /// <summary>The first grant that covers it.</summary>
    public Grant? Granting(UserInfo user, Permission permission)
    {
        foreach (Bound bound in BoundTo(user))
        {
            if (bound.Namespace is not null && bound.Namespace != permission.Namespace) continue;
            if (bound.Match(permission) is { } grant) return grant;
        }

        return null;
    }

    public IEnumerable<Grant> GrantsOf(UserInfo user) => BoundTo(user).SelectMany(bound => bound.Grants());

    private List<Bound> BoundTo(UserInfo user)
    {
        long current = kinds.Max(store.VersionOf);
        lock (gate)
        {
            if (current != stamp)
            {
                byUser = [];
                stamp = current;
            }

            if (!byUser.TryGetValue(user.Name, out List<Bound>? bound)) byUser[user.Name] = bound = Collect(user);
            return bound;
        }
    }

    private List<Bound> Collect(UserInfo user)
    {
        var result = new List<Bound>();
        foreach (JsonObject binding in store.List(kinds[3].Kind)) AddBinding(binding, user, result);
        foreach (JsonObject binding in store.List(kinds[1].Kind)) AddBinding(binding, user, result);
        return result;
    }

    private void AddBinding(JsonObject binding, UserInfo user, List<Bound> result)
    {
        string? space = binding.At("metadata", "namespace").AsText();
        if (!binding.Maps("subjects").Any(subject => IsSubject(subject, user, space))) return;
        JsonObject? reference = binding.Map("roleRef");
        bool cluster = reference.Text("kind") == "ClusterRole";
        string name = reference.Text("name") ?? "";
        JsonObject? role = cluster ? store.Get(kinds[2].Kind, null, name) : store.Get(kinds[0].Kind, space, name);
        if (role is null) return;
        string label = cluster ? $"ClusterRole/{name}" : $"Role/{space}/{name}";
        foreach (JsonObject rule in RulesOf(role)) result.Add(new Bound(space, label, rule));
    }

    /// <summary>An aggregated role has the rules of every role that its selectors find.</summary>
    private IEnumerable<JsonObject> RulesOf(JsonObject role)
    {
        LabelSelector[] selectors = [.. (role.At("aggregationRule").Maps("clusterRoleSelectors")).Select(LabelSelector.FromObject)];
        if (selectors.Length == 0) return role.Maps("rules");
        return store.List(kinds[2].Kind).Where(other => Array.Exists(selectors, selector => selector.Matches(other.At("metadata", "labels"))))
            .SelectMany(other => other.Maps("rules"));
    }

    private static bool IsSubject(JsonObject subject, UserInfo user, string? space) => subject.Text("kind") switch
    {
        "User" => subject.Text("name") == user.Name,
        "Group" => user.Groups.Contains(subject.Text("name") ?? ""),
        "ServiceAccount" => user.Name == $"system:serviceaccount:{subject.Text("namespace") ?? space}:{subject.Text("name")}",
        _ => false,
    };

    /// <summary>A rule, bound in one namespace or (null) in all.</summary>
    private sealed class Bound(string? @namespace, string role, JsonObject rule)
    {
        private readonly string[] verbs = Texts(rule, "verbs");
        private readonly string[] groups = Texts(rule, "apiGroups");
        private readonly string[] resources = Texts(rule, "resources");
        private readonly string[] names = Texts(rule, "resourceNames");

        public string? Namespace => @namespace;

        public Grant? Match(Permission permission)
        {
            string? verb = Array.Find(verbs, verb => verb == "*" || verb == permission.Verb);
            string? group = Array.Find(groups, group => group == "*" || group == permission.Group);
            string? resource = Array.Find(resources, resource => Covers(resource, permission.Resource));
            bool named = names.Length == 0 || (permission.Name.Length > 0 && names.Contains(permission.Name));
            return verb is null || group is null || resource is null || !named ? null : new Grant(role, verb, group, resource);
        }

        public IEnumerable<Grant> Grants() =>
            from verb in verbs from grantedGroup in groups from resource in resources select new Grant(role, verb, grantedGroup, resource);

        private static bool Covers(string granted, string resource)
        {
            if (granted == "*" || granted == resource) return true;
            int slash = resource.IndexOf('/');
            return slash > 0 && granted.StartsWith("*/", StringComparison.Ordinal) && resource.AsSpan(slash).SequenceEqual(granted.AsSpan(1));
        }

        private static string[] Texts(JsonObject rule, string key) => [.. (rule.Items(key) ?? []).Select(item => item.AsText() ?? "")];
    }
}
