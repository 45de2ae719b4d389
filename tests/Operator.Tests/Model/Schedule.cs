using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;
using RL4VLM.FakeKubernetes.Admission;
using RL4VLM.FakeKubernetes.Controllers;
using RL4VLM.FakeKubernetes.Controllers.Runners;
using RL4VLM.FakeKubernetes.Http;
using RL4VLM.FakeKubernetes.Storage;
using RL4VLM.Operator.Hosting;
using RL4VLM.Operator.Reconciling;
using RL4VLM.Operator.Resources;
using RL4VLM.Operator.Tests.Reconciling;
using ObjectKey = RL4VLM.Operator.Runtime.ObjectKey;

namespace RL4VLM.Operator.Tests.Model;

/// <summary>One random schedule of a run: pods and calls fail, events come late, twice or not at all, the operator dies, people edit,
/// suspend and delete. <see cref="ModelInvariants"/> are checked at every change. One thread, virtual time: a seed is a schedule.</summary>
internal sealed class Schedule : IDisposable
{
    private const string Namespace = "default";
    private const string Name = "model";
    private const int Actions = 250;

    private static readonly ResourceKind Runs = new(RunManifest.Group, RunManifest.Version, RunResource.Plural, RunManifest.KindName, true);
    private static readonly string[] Nodes = ["node-0", "node-1"];

    private readonly Random random;
    private readonly bool lethal;
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ClusterStore store;
    private readonly ControllerManager controllers;
    private readonly ModelArtifacts artifacts;
    private readonly ModelTraces traces;
    private readonly ModelInvariants invariants;
    private readonly IKubernetes client;
    private readonly FaultyCluster cluster;
    private readonly ModelCache<RunResource> runs;
    private readonly ModelCache<V1Job> jobs;
    private readonly ModelCache<V1Pod> pods;
    private readonly HashSet<ObjectKey> dirty = [];
    private readonly List<(DateTimeOffset Due, ObjectKey Key)> delayed = [];
    private readonly List<string> violations = [];
    private RunReconciler reconciler;
    private JsonObject spec;
    private bool interfered;

    public Schedule(int seed)
    {
        random = new Random(seed);
        lethal = seed % 4 == 0;
        artifacts = new ModelArtifacts(random, lethal);
        traces = new ModelTraces(new Random(seed), isOn: seed % 2 == 0) { Faults = 15 };
        store = new ClusterStore(new ClusterOptions { Clock = clock, Seed = seed, SchemaGate = new OpenSchemaGate() });
        store.Create(ResourceKind.Definitions, Definition());
        store.Create(ResourceKind.Secrets, JsonNode.Parse("""{"metadata": {"name": "store", "namespace": "default"}, "data": {"connection": "YQ=="}}""")!.AsObject());
        runs = new(store, Runs, null, RunTrim.Run, run => dirty.Add(RunCaches.KeyOf(run)), onlyOurs: false);
        jobs = new(store, ResourceKind.Jobs, job => RunCaches.RunOf(job.Metadata), RunTrim.Job, job => Enqueue(job.Metadata), onlyOurs: true);
        pods = new(store, ResourceKind.Pods, pod => RunCaches.RunOf(pod.Metadata), RunTrim.Pod, pod => Enqueue(pod.Metadata), onlyOurs: true);
        invariants = new ModelInvariants(store, traces, Runs, Namespace, Name);
        store.Changed += Observe;
        controllers = new ControllerManager(store, new ScriptedRunner(artifacts.Run), new ControllerOptions { Seed = seed, AnyOrder = true, Nodes = [.. Nodes.Select(name => new NodeOptions(name))] });
        client = new Kubernetes(new KubernetesClientConfiguration { Host = "http://model" }, new InMemoryTransport(new ApiHandler(store)));
        cluster = new FaultyCluster(new KubernetesRunCluster(client), random) { Faults = 15 };
        reconciler = Start();
        spec = Spec();
        Create();
    }

    public IReadOnlyList<string> Violations => [.. violations, .. invariants.Violations, .. artifacts.Violations, .. traces.Violations];

    public async Task RunAsync()
    {
        for (int i = 0; i < Actions; i++) await ActAsync();
        await HealAsync();
        CheckEnd();
        await CheckNothingIsWrittenAsync();
        await DeleteForGoodAsync();
    }

    public void Dispose()
    {
        controllers.Dispose();
        client.Dispose();
    }

    private async Task ActAsync()
    {
        switch (random.Next(100))
        {
            case < 35: Deliver(random.Next(1, 8)); break;
            case < 62: await ReconcileAsync(); break;
            case < 84:
                for (int step = random.Next(1, 12); step > 0; step--) controllers.StepOnce();
                break;
            case < 92: Advance(TimeSpan.FromSeconds(random.Next(1, 25))); break;
            case < 95: Disturb(); break;
            case < 97: Edit(); break;
            case < 98: Restart(); break;
            case < 99 when random.Next(3) == 0: DeleteAJob(); break;
            default:
                if (random.Next(6) == 0) DeleteRun();
                break;
        }
    }

    private void Deliver(int count)
    {
        for (; count > 0; count--)
        {
            bool lose = random.Next(40) == 0, twice = random.Next(20) == 0;
            switch (random.Next(3))
            {
                case 0: runs.Deliver(lose, twice); break;
                case 1: jobs.Deliver(lose, twice); break;
                default: pods.Deliver(lose, twice); break;
            }
        }
    }

    private async Task ReconcileAsync()
    {
        foreach ((DateTimeOffset due, ObjectKey key) in delayed.Where(entry => entry.Due <= clock.GetUtcNow()).ToArray())
        {
            delayed.Remove((due, key));
            dirty.Add(key);
        }

        if (dirty.Count == 0) return;
        ObjectKey next = dirty.First();
        dirty.Remove(next);
        int before = cluster.StatusWrites;
        try
        {
            ReconcileResult result = await reconciler.ReconcileAsync(next, CancellationToken.None);
            if (result.Conflict) dirty.Add(next);
            else if (result.Again is { } delay) delayed.Add((clock.GetUtcNow() + delay, next));
        }
        catch (OperatorKilled)
        {
            Restart();
        }
        catch (HttpRequestException)
        {
            delayed.Add((clock.GetUtcNow() + TimeSpan.FromSeconds(1), next));
        }

        if (cluster.StatusWrites - before > 1) violations.Add("more than one status write in a reconcile");
    }

    /// <summary>A new process: it lists, and looks at everything once.</summary>
    private void Restart()
    {
        reconciler = Start();
        runs.Relist();
        jobs.Relist();
        pods.Relist();
        foreach (RunResource run in runs.All()) dirty.Add(RunCaches.KeyOf(run));
    }

    private RunReconciler Start() => new(new RunCaches(runs, jobs, pods, runs.Remember, jobs.Remember), cluster, new NoEvents(), World.Settings, clock, () => true) { Tracing = traces };

    private void Disturb()
    {
        JsonObject[] there = [.. store.List(ResourceKind.Pods)];
        string node = Nodes[random.Next(Nodes.Length)];
        switch (random.Next(7))
        {
            case 0: controllers.Chaos.Drain(node); break;
            case 1: controllers.Chaos.FailNode(node, TimeSpan.FromSeconds(random.Next(30))); break;
            case 2: Repair(); break;
            case var kind when there.Length > 0:
                string pod = (string)there[random.Next(there.Length)]["metadata"]!["name"]!;
                _ = kind switch
                {
                    3 => controllers.Chaos.Evict(Namespace, pod),
                    4 => controllers.Chaos.Kill(Namespace, pod, outOfMemory: true),
                    5 => controllers.Chaos.Preempt(Namespace, pod),
                    _ => controllers.Chaos.DeletePod(Namespace, pod),
                };
                break;
        }
    }

    private void Repair()
    {
        foreach (string node in Nodes)
        {
            controllers.Chaos.RecoverNode(node);
            controllers.Chaos.Cordon(node, cordoned: false);
        }
    }

    private void Edit()
    {
        JsonObject next = spec.DeepClone().AsObject();
        switch (random.Next(5))
        {
            case 0 or 1: next["lifecycle"]!["suspend"] = !(bool)next["lifecycle"]!["suspend"]!; break;
            case 2: next["ppo"]!["iterations"] = Math.Min(4, (int)next["ppo"]!["iterations"]! + 1); break;
            case 3: next["failurePolicy"] = new JsonObject { ["maxRestarts"] = lethal ? random.Next(4) : 100, ["minimumWorkers"] = random.Next(1, 3) }; break;
            default: next["rollout"]!["resources"] = new JsonObject { ["limits"] = new JsonObject { ["cpu"] = $"{random.Next(1, 4)}" } }; break;
        }

        Write(next);
    }

    private void Write(JsonObject next)
    {
        spec = next;
        if (store.Get(Runs, Namespace, Name) is not null) store.Update(Runs, Namespace, Name, run => run["spec"] = spec.DeepClone());
    }

    private void DeleteAJob()
    {
        JsonObject[] there = [.. store.List(ResourceKind.Jobs)];
        if (there.Length == 0) return;
        store.Delete(ResourceKind.Jobs, Namespace, (string)there[random.Next(there.Length)]["metadata"]!["name"]!);
        interfered = true;
    }

    private void DeleteRun()
    {
        if (store.Get(Runs, Namespace, Name) is null)
        {
            Create();
            return;
        }

        store.Delete(Runs, Namespace, Name);
        interfered = true;
        if (random.Next(2) == 0) Create();
    }

    private void Create() => store.Create(Runs, new JsonObject
    {
        ["apiVersion"] = $"{RunManifest.Group}/{RunManifest.Version}", ["kind"] = RunManifest.KindName,
        ["metadata"] = new JsonObject { ["name"] = Name, ["namespace"] = Namespace }, ["spec"] = spec.DeepClone(),
    });

    /// <summary>Nothing fails any more, everything is delivered: the run has to come to its end.</summary>
    private async Task HealAsync()
    {
        cluster.Faults = 0;
        traces.Faults = 0;
        artifacts.Healed = true;
        Repair();
        JsonObject next = spec.DeepClone().AsObject();
        next["lifecycle"]!["suspend"] = false;
        Write(next);
        if (store.Get(Runs, Namespace, Name) is null) Create();
        runs.Relist();
        jobs.Relist();
        pods.Relist();
        await SettleAsync(TimeSpan.FromHours(3));
    }

    /// <summary>Until nothing is left to do, moving the clock from timer to timer.</summary>
    private async Task SettleAsync(TimeSpan limit)
    {
        DateTimeOffset end = clock.GetUtcNow() + limit;
        for (int i = 0; i < 100_000; i++)
        {
            controllers.RunUntilIdle();
            while (runs.Pending + jobs.Pending + pods.Pending > 0)
            {
                runs.Deliver();
                jobs.Deliver();
                pods.Deliver();
            }

            await ReconcileAsync();
            if (dirty.Count > 0 || runs.Pending + jobs.Pending + pods.Pending > 0) continue;
            DateTimeOffset? timer = controllers.NextTimer() is { } wait ? clock.GetUtcNow() + wait : null;
            DateTimeOffset? queue = delayed.Count > 0 ? delayed.Min(entry => entry.Due) : null;
            DateTimeOffset? due = timer is null ? queue : queue is null || timer < queue ? timer : queue;
            if (due is null || due > end) return;
            if (due > clock.GetUtcNow()) Advance(due.Value - clock.GetUtcNow());
        }

        violations.Add("the cluster does not come to rest");
    }

    private void CheckEnd()
    {
        RunStatus status = Status();
        bool succeeded = status.Phase == RunPhase.Succeeded, failed = status.Phase == RunPhase.Failed;
        if (!succeeded && !(failed && lethal)) violations.Add($"the run ends as {status.Phase}: {string.Join("; ", status.Conditions?.Select(condition => $"{condition.Type} {condition.Status} {condition.Reason} {condition.Message}") ?? [])}");
        if (succeeded)
        {
            RunManifest manifest = new RunManifests().Of(runs.Get(new ObjectKey(Namespace, Name))!).Result.Manifest!;
            foreach (StageKey key in RunPlanner.AllKeys(manifest).Where(key => key.Stage != StageNames.Collect))
            {
                if (!artifacts.Has(key.Output)) violations.Add($"the run succeeded without {key}");
            }
        }

        // Whoever deletes a run or a Job in the background leaves a pod behind that may still finish beside its successor; the store's
        // commits bear that. Nothing else makes anything twice.
        if (artifacts.MadeTwice.Count > 0 && !interfered) violations.Add($"made twice: {string.Join(", ", artifacts.MadeTwice)}");
        foreach (var (first, second) in controllers.Pods.Overlaps(record => (record.JobUid, record.Index))) violations.Add($"{first.Pod} and {second.Pod} did the same work at once");
    }

    private async Task CheckNothingIsWrittenAsync()
    {
        int writes = cluster.Writes;
        Restart();
        await SettleAsync(TimeSpan.FromHours(1));
        if (cluster.Writes != writes) violations.Add("a run at rest is written to");
    }

    private async Task DeleteForGoodAsync()
    {
        store.Delete(Runs, Namespace, Name);
        await SettleAsync(TimeSpan.FromHours(1));
        string[] left = [.. new[] { ResourceKind.Jobs, ResourceKind.Pods, ResourceKind.ConfigMaps }.SelectMany(kind => store.List(kind)).Select(value => (string)value["metadata"]!["name"]!)];
        if (left.Length > 0) violations.Add($"left after the run was deleted: {string.Join(", ", left)}");
    }

    private void Observe(StoreEvent change)
    {
        runs.Observe(change);
        jobs.Observe(change);
        pods.Observe(change);
        invariants.Check(change);
    }

    private RunStatus Status() => RunStatusJson.Read(runs.Get(new ObjectKey(Namespace, Name))?.Status);

    private void Advance(TimeSpan time) => clock.Advance(time);

    private void Enqueue(V1ObjectMeta metadata)
    {
        if (RunCaches.RunOf(metadata) is { } run) dirty.Add(new ObjectKey(run.Split('/')[0], run.Split('/')[1]));
    }

    private JsonObject Spec()
    {
        var world = new World($"ppo: {{iterations: 2}}\nrollout: {{workers: 2, environments: 4}}\nevaluation: {{every: 1}}\nfailurePolicy: {{maxRestarts: {(lethal ? 3 : 100)}}}");
        return JsonNode.Parse(world.Run.Spec.GetRawText())!.AsObject();
    }

    private static JsonObject Definition() => JsonNode.Parse($$$$"""
        {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "{{{{RunResource.Plural}}}}.{{{{RunManifest.Group}}}}"},
         "spec": {"group": "{{{{RunManifest.Group}}}}", "scope": "Namespaced", "names": {"kind": "{{{{RunManifest.KindName}}}}", "plural": "{{{{RunResource.Plural}}}}"},
          "versions": [{"name": "{{{{RunManifest.Version}}}}", "served": true, "storage": true, "subresources": {"status": {}},
           "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}]}}
        """)!.AsObject();

    private sealed class NoEvents : IRunEvents
    {
        public void Record(RunResource run, RunEvent happened)
        {
        }
    }
}
