using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.EndToEnd.Clusters;
using RL4VLM.Core.Planning;
using RL4VLM.Operator.Jobs;
using RL4VLM.Operator.Resources;
using RL4VLM.Operator.Runtime;

namespace RL4VLM.EndToEnd.Runs;

/// <summary>A run of a scenario, with all that the API tells of it. Disposing deletes it.</summary>
internal sealed class RunUnderTest : IAsyncDisposable
{
    private readonly IClusterUnderTest cluster;
    private readonly Observer<RunResource> runs;

    /// <param name="cluster">Where.</param>
    /// <param name="scenario">First part of its name; the rest is new every time, so that no artifacts of an earlier run are met.</param>
    public RunUnderTest(IClusterUnderTest cluster, string scenario)
    {
        this.cluster = cluster;
        Name = $"{scenario}-{Guid.NewGuid().ToString("N")[..8]}";
        string selector = $"{Labels.Run}={Name}";
        runs = new(ObjectSources.Custom<RunResource>(cluster.Client, RunManifest.Group, RunManifest.Version, RunResource.Plural, cluster.Namespace), run => run.Metadata.Name == Name);
        Jobs = new(ObjectSources.Jobs(cluster.Client, cluster.Namespace, selector), _ => true);
        Pods = new(ObjectSources.Pods(cluster.Client, cluster.Namespace, selector), _ => true);
        ConfigMaps = new(ObjectSources.ConfigMaps(cluster.Client, cluster.Namespace, selector), _ => true);
    }

    public string Name { get; }

    public Observer<V1Job> Jobs { get; }

    public Observer<V1Pod> Pods { get; }

    public Observer<V1ConfigMap> ConfigMaps { get; }

    public RunStatus Status => runs.Present.Count > 0 ? RunStatusJson.Read(runs.Present[0].Status) : new RunStatus();

    /// <summary>Creates the run.</summary>
    /// <exception cref="HttpOperationException">422 when the API refuses it.</exception>
    public Task<RunResource> ApplyAsync(JsonObject spec) => CreateAsync(cluster, RunSpecs.Manifest(cluster.Namespace, Name, spec, cluster.Spec));

    public static Task<RunResource> CreateAsync(IClusterUnderTest cluster, JsonObject manifest) => cluster.Client.CustomObjects.CreateNamespacedCustomObjectAsync<RunResource>(
        manifest, RunManifest.Group, RunManifest.Version, cluster.Namespace, RunResource.Plural, fieldValidation: "Strict");

    /// <summary>A merge patch of the spec.</summary>
    public Task<RunResource> EditAsync(string spec) => cluster.Client.CustomObjects.PatchNamespacedCustomObjectAsync<RunResource>(
        new V1Patch(new JsonObject { ["spec"] = JsonNode.Parse(spec) }.ToJsonString(), V1Patch.PatchType.MergePatch),
        RunManifest.Group, RunManifest.Version, cluster.Namespace, RunResource.Plural, Name, fieldValidation: "Strict");

    public Task DeleteAsync() => cluster.Client.CustomObjects.DeleteNamespacedCustomObjectAsync(
        RunManifest.Group, RunManifest.Version, cluster.Namespace, RunResource.Plural, Name, propagationPolicy: "Background");

    public async Task<RunStatus> UntilAsync(Func<RunStatus, bool> wanted, string what) => await Explained(runs.WaitAsync(
        present => present.Count > 0 && RunStatusJson.Read(present[0].Status) is { } status && wanted(status) ? status : null, what, cluster.Patience));

    /// <summary>Waits for a condition.</summary>
    public async Task<RunCondition> ConditionAsync(string type, bool holds, string? reason = null)
    {
        RunStatus status = await UntilAsync(status => Find(status) is not null, $"condition {type} {holds} {reason}");
        return Find(status)!;

        RunCondition? Find(RunStatus status) => status.Conditions?.FirstOrDefault(condition =>
            condition.Type == type && condition.Status == (holds ? "True" : "False") && (reason is null || condition.Reason == reason));
    }

    /// <summary>Waits for the run's end, which has to be success.</summary>
    public async Task<RunStatus> SucceededAsync()
    {
        RunStatus status = await UntilAsync(status => status.Phase is RunPhase.Succeeded or RunPhase.Failed, "the run's end");
        Assert.True(status.Phase == RunPhase.Succeeded, $"the run failed\n{Describe()}");
        return status;
    }

    /// <summary>Waits for pods of a stage that run: at least one, since nodes may be too small for two at a time.</summary>
    public Task<V1Pod[]> RunningAsync(string stage, int iteration = 0) => Explained(Pods.WaitAsync(
        _ =>
        {
            V1Pod[] found = [.. Of(stage, iteration).Where(pod => pod.Status?.Phase == "Running" && pod.Metadata.DeletionTimestamp is null)];
            return found.Length > 0 ? found : null;
        },
        $"running pods of {stage} {iteration}", cluster.Patience));

    /// <summary>The stage's pods that exist.</summary>
    public IEnumerable<V1Pod> Of(string stage, int iteration = 0) => Pods.Present.Where(pod => Is(pod.Metadata, stage, iteration));

    public static bool Is(V1ObjectMeta metadata, string stage, int iteration) =>
        metadata.Labels[Labels.Stage] == stage && metadata.Labels[Labels.Iteration] == iteration.ToString(CultureInfo.InvariantCulture);

    /// <summary>The run's pods as the API has them now: <see cref="Pods"/> may be behind what the run's status tells.</summary>
    public async Task<IList<V1Pod>> ListPodsAsync() => (await cluster.Client.CoreV1.ListNamespacedPodAsync(cluster.Namespace, labelSelector: $"{Labels.Run}={Name}")).Items;

    /// <summary>The same for its Jobs.</summary>
    public async Task<IList<V1Job>> ListJobsAsync() => (await cluster.Client.BatchV1.ListNamespacedJobAsync(cluster.Namespace, labelSelector: $"{Labels.Run}={Name}")).Items;

    public Task EvictAsync(V1Pod pod) => cluster.Client.CoreV1.CreateNamespacedPodEvictionAsync(
        new V1Eviction { Metadata = new V1ObjectMeta { Name = pod.Metadata.Name, NamespaceProperty = cluster.Namespace } }, pod.Metadata.Name, cluster.Namespace);

    /// <summary>Waits until no pod of those is left.</summary>
    public Task GoneAsync(IEnumerable<V1Pod> pods)
    {
        HashSet<string> uids = [.. pods.Select(pod => pod.Metadata.Uid)];
        return Explained(Pods.WaitAsync(present => present.Any(pod => uids.Contains(pod.Metadata.Uid)) ? null : present, "the end of pods", cluster.Patience));
    }

    /// <summary>Waits until nothing that the operator made for the run is left.</summary>
    public async Task NothingLeftAsync()
    {
        await Task.WhenAll(Pods.ListedAsync(), Jobs.ListedAsync(), ConfigMaps.ListedAsync());
        await Explained(Pods.WaitAsync(present => present.Count == 0 ? present : null, "no pods", cluster.Patience));
        await Explained(Jobs.WaitAsync(present => present.Count == 0 ? present : null, "no Jobs", cluster.Patience));
        await Explained(ConfigMaps.WaitAsync(present => present.Count == 0 ? present : null, "no ConfigMaps", cluster.Patience));
    }

    /// <summary>No Job was ever created twice: nothing was done again.</summary>
    public void EveryJobWasCreatedOnce() => Assert.Equal([], Jobs.Ever.GroupBy(job => job.Metadata.Name).Where(same => same.Count() > 1).Select(same => same.Key));

    public string Describe()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Name}: {(runs.Present.Count > 0 ? runs.Present[0].Status?.ToString() : "no such run")}\n");
        foreach (V1Job job in Jobs.Ever) text.AppendLine(CultureInfo.InvariantCulture, $"  Job {job.Metadata.Name}: active {job.Status?.Active}, failed {job.Status?.Failed}, {string.Join(',', (job.Status?.Conditions ?? []).Select(condition => $"{condition.Type}={condition.Status} {condition.Reason}"))}");
        foreach (V1Pod pod in Pods.Ever) text.AppendLine(CultureInfo.InvariantCulture, $"  pod {pod.Metadata.Name}: {pod.Status?.Phase}, exit {End(pod)?.ExitCode} {End(pod)?.Message}");
        return text.Append(cluster.Describe()).ToString();
    }

    public static V1ContainerStateTerminated? End(V1Pod pod) => pod.Status?.ContainerStatuses?.FirstOrDefault()?.State?.Terminated;

    /// <summary>Deletes the run, if it still exists, and waits until nothing of it is left.</summary>
    public async Task CleanUpAsync()
    {
        await TryDeleteAsync();
        await NothingLeftAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await TryDeleteAsync();
        foreach (IAsyncDisposable observer in (IAsyncDisposable[])[runs, Jobs, Pods, ConfigMaps]) await observer.DisposeAsync();
    }

    private async Task TryDeleteAsync()
    {
        try
        {
            await DeleteAsync();
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            // It is gone already, or the API never took it.
        }
    }

    private async Task<TResult> Explained<TResult>(Task<TResult> wait)
    {
        try
        {
            return await wait;
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{Describe()}", e);
        }
    }
}
