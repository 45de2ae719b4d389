using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.EndToEnd.Clusters.Fake;

/// <summary>Keeps the pods of a Deployment: new ones first, then the old ones go. As much of it as the operator's Deployment needs.</summary>
internal sealed class DeploymentController : IAsyncDisposable
{
    public static readonly ResourceKind Deployments = new("apps", "v1", "deployments", "Deployment", true);

    private const string TemplateLabel = "pod-template-hash";

    private readonly ClusterStore store;
    private readonly string @namespace;
    private readonly string name;
    private readonly Channel<bool> work = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Task working;
    private int created;

    public DeploymentController(ClusterStore store, string @namespace, string name)
    {
        (this.store, this.@namespace, this.name) = (store, @namespace, name);
        store.Changed += Observe;
        work.Writer.TryWrite(true);
        working = Task.Run(WorkAsync);
    }

    public async ValueTask DisposeAsync()
    {
        store.Changed -= Observe;
        work.Writer.Complete();
        await working;
    }

    private void Observe(StoreEvent change)
    {
        if (change.Kind == Deployments || (change.Kind == ResourceKind.Pods && (string?)change.Object["metadata"]!["namespace"] == @namespace)) work.Writer.TryWrite(true);
    }

    private async Task WorkAsync()
    {
        await foreach (bool _ in work.Reader.ReadAllAsync())
        {
            if (store.Get(Deployments, @namespace, name) is { } deployment) Sync(deployment);
        }
    }

    private void Sync(JsonObject deployment)
    {
        JsonObject template = deployment["spec"]!["template"]!.AsObject();
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(template.ToJsonString())))[..8];
        int wanted = (int?)deployment["spec"]!["replicas"] ?? 1;
        JsonObject[] pods = [.. store.List(ResourceKind.Pods, @namespace).Where(pod => pod["metadata"]!["deletionTimestamp"] is null)];
        JsonObject[] current = [.. pods.Where(pod => (string?)pod["metadata"]!["labels"]?[TemplateLabel] == hash)], old = [.. pods.Except(current)];
        for (int i = current.Length; i < wanted; i++) store.Create(ResourceKind.Pods, Pod(template, hash));
        int ready = current.Count(pod => (string?)pod["status"]?["phase"] == "Running");
        IEnumerable<JsonObject> surplus = current.Skip(wanted).Concat(ready >= Math.Min(wanted, current.Length) && current.Length >= wanted ? old : []);
        foreach (JsonObject pod in surplus) store.Delete(ResourceKind.Pods, @namespace, (string)pod["metadata"]!["name"]!);
        Tell(deployment, pods.Length, current.Length, ready);
    }

    private JsonObject Pod(JsonObject template, string hash)
    {
        var pod = (JsonObject)template.DeepClone();
        pod["apiVersion"] = "v1";
        pod["kind"] = "Pod";
        JsonObject metadata = pod["metadata"]!.AsObject();
        metadata["name"] = $"{name}-{hash}-{++created}";
        metadata["namespace"] = @namespace;
        metadata["labels"]![TemplateLabel] = hash;
        return pod;
    }

    private void Tell(JsonObject deployment, int all, int updated, int ready)
    {
        var status = new JsonObject
        {
            ["observedGeneration"] = (long)deployment["metadata"]!["generation"]!, ["replicas"] = all, ["updatedReplicas"] = updated, ["readyReplicas"] = ready,
        };
        if (JsonNode.DeepEquals(status, deployment["status"])) return;
        store.Update(Deployments, @namespace, name, latest => latest["status"] = status, status: true);
    }
}
