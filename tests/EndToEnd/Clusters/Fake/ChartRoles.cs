using System.Text.Json.Nodes;
using RL4VLM.Core.Manifest;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.EndToEnd.Clusters.Fake;

/// <summary>What the chart installs by default, taken from the snapshot that its tests hold: nothing here can grant more than the chart does.</summary>
internal static class ChartRoles
{
    public const string Namespace = "rl4vlm-system";

    /// <summary>Name of the ServiceAccount, the Deployment and the Lease.</summary>
    public const string Name = "rl4vlm";

    public const string User = $"system:serviceaccount:{Namespace}:{Name}";

    private static readonly string[] Roles = ["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"];

    private static readonly string[] Documents = File.ReadAllText(Repository.File("tests", "Chart.Tests", "Snapshots", "defaults.yaml")).Split("\n---\n");

    /// <summary>Creates the chart's roles and bindings.</summary>
    public static void Install(ClusterStore store)
    {
        foreach (string document in Documents.Where(document => Roles.Contains(KindOf(document)))) Manifests.Load(store, document);
    }

    /// <summary>The operator's variables as the Deployment sets them; those that the kubelet fills in are missing.</summary>
    public static IReadOnlyDictionary<string, string> Environment() => Variables(Deployment())
        .Where(variable => variable!["value"] is not null).ToDictionary(variable => (string)variable!["name"]!, variable => (string)variable!["value"]!);

    /// <summary>The Deployment with these stage images, one replica, a free port and a short lease.</summary>
    public static JsonObject Deployment(StageImages images)
    {
        JsonObject deployment = Deployment();
        deployment["spec"]!["replicas"] = 1;
        JsonArray variables = Variables(deployment);
        Set("RL4VLM_IMAGE_ROLLOUT", images.Rollout);
        Set("RL4VLM_IMAGE_LEARNER", images.Learner);
        Set("RL4VLM_IMAGE_EVALUATOR", images.Evaluator);
        Set("RL4VLM_PORT", "0");
        variables.Add(new JsonObject { ["name"] = "RL4VLM_LEASE_SECONDS", ["value"] = "5" });
        return deployment;

        void Set(string name, string? value) => variables.Single(variable => (string?)variable!["name"] == name)!["value"] = value;
    }

    private static JsonObject Deployment() => YamlText.Documents(Documents.Single(document => KindOf(document) == "Deployment")).Single();

    private static JsonArray Variables(JsonObject deployment) => deployment["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray();

    private static string? KindOf(string document) =>
        document.Split('\n').FirstOrDefault(line => line.StartsWith("kind: ", StringComparison.Ordinal))?["kind: ".Length..];
}
