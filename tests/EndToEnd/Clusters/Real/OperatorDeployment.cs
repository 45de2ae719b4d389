using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.EndToEnd.Runs;
using RL4VLM.Operator.Runtime;

namespace RL4VLM.EndToEnd.Clusters.Real;

/// <summary>The operator as the chart installed it. Disposing puts back what scenarios have changed.</summary>
internal sealed class OperatorDeployment(IKubernetes client, RealSettings settings, V1Deployment before) : IOperatorUnderTest, IAsyncDisposable
{
    private const string Container = "operator";

    private bool changed;

    private string Space => settings.Operator.Namespace;

    private string Name => settings.Operator.Name;

    public static async Task<OperatorDeployment> FindAsync(IKubernetes client, RealSettings settings) =>
        new(client, settings, await client.AppsV1.ReadNamespacedDeploymentAsync(settings.Operator.Name, settings.Operator.Namespace));

    public Task<string?> LeaderAsync() => Leases.HolderAsync(client, Space, Name);

    public async Task<string> KillLeaderAsync()
    {
        string leader = await LeaderAsync() ?? throw new InvalidOperationException($"nobody holds the lease {Space}/{Name}");
        await client.CoreV1.DeleteNamespacedPodAsync(Leases.PodOf(leader), Space, gracePeriodSeconds: 0);
        return leader;
    }

    public async Task ScaleAsync(int replicas) => await PatchAsync(new JsonObject { ["replicas"] = replicas });

    public Task UpgradeAsync(StageImages images)
    {
        var container = new JsonObject
        {
            ["name"] = Container,
            ["env"] = new JsonArray(Variable("RL4VLM_IMAGE_ROLLOUT", images.Rollout), Variable("RL4VLM_IMAGE_LEARNER", images.Learner), Variable("RL4VLM_IMAGE_EVALUATOR", images.Evaluator)),
        };
        if (settings.NextOperatorImage is { } image) container["image"] = image;
        return PatchAsync(new JsonObject { ["template"] = new JsonObject { ["spec"] = new JsonObject { ["containers"] = new JsonArray(container) } } });
    }

    public async ValueTask DisposeAsync()
    {
        if (!changed) return;
        V1Container container = before.Spec.Template.Spec.Containers.Single(container => container.Name == Container);
        await PatchAsync(new JsonObject
        {
            ["replicas"] = before.Spec.Replicas,
            ["template"] = new JsonObject
            {
                ["spec"] = new JsonObject
                {
                    ["containers"] = new JsonArray(new JsonObject
                    {
                        ["name"] = Container,
                        ["image"] = container.Image,
                        ["env"] = new JsonArray([.. container.Env.Where(variable => variable.Value is not null).Select(variable => (JsonNode)Variable(variable.Name, variable.Value))]),
                    }),
                },
            },
        });
    }

    private static JsonObject Variable(string name, string? value) => new() { ["name"] = name, ["value"] = value };

    /// <summary>Patches the Deployment and waits until only pods of its new state are left.</summary>
    private async Task PatchAsync(JsonObject spec)
    {
        changed = true;
        V1Deployment patched = await client.AppsV1.PatchNamespacedDeploymentAsync(
            new V1Patch(new JsonObject { ["spec"] = spec }.ToJsonString(), V1Patch.PatchType.StrategicMergePatch), Name, Space);
        using var limit = new CancellationTokenSource(settings.Patience);
        while (true)
        {
            // The watch begins with the state as it is; a server may end it at any time.
            await foreach ((_, V1Deployment state) in client.AppsV1.WatchListNamespacedDeploymentAsync(Space, fieldSelector: $"metadata.name={Name}", timeoutSeconds: 60, cancellationToken: limit.Token))
            {
                if (!IsDone(state, patched.Metadata.Generation ?? 0)) continue;
                await OldPodsAreGoneAsync(state.Spec.Replicas ?? 1);
                return;
            }
        }
    }

    private static bool IsDone(V1Deployment state, long generation)
    {
        int wanted = state.Spec.Replicas ?? 1;
        return (state.Status?.ObservedGeneration ?? 0) >= generation && (state.Status?.UpdatedReplicas ?? 0) == wanted && (state.Status?.Replicas ?? 0) == wanted && (state.Status?.ReadyReplicas ?? 0) == wanted;
    }

    /// <summary>A Deployment does not count pods on their way out, but those still work.</summary>
    private async Task OldPodsAreGoneAsync(int replicas)
    {
        string selector = string.Join(',', before.Spec.Selector.MatchLabels.Select(label => $"{label.Key}={label.Value}"));
        await using var pods = new Observer<V1Pod>(ObjectSources.Pods(client, Space, selector), _ => true);
        await pods.ListedAsync();
        await pods.WaitAsync(present => present.Count == replicas ? present : null, "the end of the operator's old pods", settings.Patience);
    }
}
