using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using RL4VLM.FakeKubernetes.Controllers;
using RL4VLM.FakeKubernetes.Controllers.Pods;
using RL4VLM.FakeKubernetes.Controllers.Runners;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Tests.Controllers;

/// <summary>A cluster in virtual time whose containers do what a script says.</summary>
internal sealed class TestCluster : IDisposable
{
    public const string Namespace = "default";

    public TestCluster(Func<ContainerStart, Script>? decide = null, ControllerOptions? options = null, int? maximumPods = null)
    {
        Store = new ClusterStore(new ClusterOptions { Clock = Clock, Seed = options?.Seed ?? 0 });
        Manager = new ControllerManager(Store, new ScriptedRunner(decide ?? (_ => Script.Forever)) { MaximumPods = maximumPods }, options);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public ClusterStore Store { get; }

    public ControllerManager Manager { get; }

    public ClusterChaos Chaos => Manager.Chaos;

    public IReadOnlyList<JsonObject> Pods => Store.List(ResourceKind.Pods);

    public JsonObject Pod => Assert.Single(Pods);

    public IReadOnlyList<PodRecord> Log => Manager.Pods.All;

    public void Dispose() => Manager.Dispose();

    public JsonObject Job(string name = "job") => Store.Get(ResourceKind.Jobs, Namespace, name)!;

    /// <summary>Creates a Job and lets the controllers act without time passing.</summary>
    public JsonObject Create(JsonObject job)
    {
        JsonObject created = Store.Create(ResourceKind.Jobs, job);
        Idle();
        return created;
    }

    public JsonObject CreatePod(string json)
    {
        JsonObject created = Store.Create(ResourceKind.Pods, JsonNode.Parse(json)!.AsObject());
        Idle();
        return created;
    }

    public void Idle() => Manager.RunUntilIdle();

    /// <summary>Lets time pass, timer by timer.</summary>
    public void Run(double seconds)
    {
        DateTimeOffset end = Clock.GetUtcNow() + TimeSpan.FromSeconds(seconds);
        Manager.RunUntilQuiet(Clock.Advance, TimeSpan.FromSeconds(seconds));
        if (Clock.GetUtcNow() < end) Clock.Advance(end - Clock.GetUtcNow());
        Idle();
    }

    /// <summary>Until nothing is left to wait for.</summary>
    public void RunOut() => Manager.RunUntilQuiet(Clock.Advance, TimeSpan.FromDays(10));

    public void ChangeJob(Action<JsonObject> change, string name = "job")
    {
        Store.Update(ResourceKind.Jobs, Namespace, name, change);
        Idle();
    }

    public string? Condition(string type, string job = "job") => Job(job)["status"].Condition(type) is { } found && found.Text("status") == "True" ? found.Text("reason") : null;
}
