using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;
using RL4VLM.Operator.Jobs;
using RL4VLM.Operator.Reconciling;
using RL4VLM.Operator.Resources;

namespace RL4VLM.Operator.Tests.Reconciling;

/// <summary>One run and its Jobs and pods, without an API: decisions are applied as the reconciler would, and tests play the cluster.</summary>
internal sealed class World
{
    private readonly RunManifests manifests = new();
    private int uids;

    public World(string spec = "", string name = "numberline")
    {
        Run = new RunResource { Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "team", Uid = "run-1", Generation = 1, ResourceVersion = "1" } };
        SetSpec(spec);
    }

    public static OperatorSettings Settings { get; } = new() { Images = new StageImages { Rollout = "rollout:1", Learner = "learner:1", Evaluator = "evaluator:1" } };

    public RunResource Run { get; private set; }

    public List<V1Job> Jobs { get; } = [];

    public List<V1Pod> Pods { get; } = [];

    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public string? Rejection { get; set; }

    public List<RunEvent> Events { get; } = [];

    public int StatusWrites { get; private set; }

    public bool RunDeleted { get; private set; }

    public OperatorSettings Operator { get; set; } = Settings;

    /// <summary>Traces begun; null: telemetry is off.</summary>
    public Dictionary<int, string>? Begun { get; set; }

    public RunStatus Status => RunStatusJson.Read(Run.Status);

    public IEnumerable<string> JobTitles => Jobs.Select(job => $"{job.Metadata.Labels[Labels.Stage]} {job.Metadata.Labels[Labels.Iteration]}");

    /// <summary>Replaces the spec: two tasks-less lines of YAML are added to a least one.</summary>
    public void SetSpec(string yaml)
    {
        string text = $"""
            apiVersion: rl4vlm.io/v1alpha1
            kind: RL4VLMRun
            metadata: {"{"}name: {Run.Metadata.Name}{"}"}
            spec:
              model: {"{"}preset: tiny{"}"}
              tasks: [{"{"}name: numberline{"}"}]
            """ + "\n";
        string[] lines = [.. yaml.Split('\n', StringSplitOptions.RemoveEmptyEntries), .. yaml.Contains("storage:", StringComparison.Ordinal) ? [] : new[] { "storage: {azureBlob: {accountUrl: 'https://a', connectionStringSecret: {name: store, key: connection}}}" }];
        // A field given replaces that of the least manifest.
        foreach (string field in lines.Select(line => line.Split(':')[0])) text = string.Join('\n', text.Split('\n').Where(line => !line.StartsWith($"  {field}:", StringComparison.Ordinal)));
        ManifestResult result = ManifestReader.Read(text + string.Concat(lines.Select(line => $"  {line}\n")));
        RunManifest manifest = result.Manifest ?? throw new ArgumentException(string.Join("; ", result.Errors.Select(error => error.Message)));
        SetSpec(JsonDocument.Parse(ManifestJson.Write(manifest)).RootElement.GetProperty("spec"));
    }

    public void SetSpec(JsonElement spec) =>
        Run = new RunResource { Metadata = Meta(Run.Metadata, (Run.Metadata.Generation ?? 0) + (Run.Spec.ValueKind == JsonValueKind.Undefined ? 0 : 1)), Spec = spec, Status = Run.Status };

    /// <summary>The same name, another run.</summary>
    public void Recreate()
    {
        Run = new RunResource { Metadata = Meta(Run.Metadata, 1), Spec = Run.Spec };
        Run.Metadata.Uid = $"run-{++uids + 100}";
    }

    public Decision Decide() => RunDecider.Decide(View);

    public RunView View => new(Run, manifests.Of(Run), [.. Jobs], [.. Pods], Operator, Now, Rejection, Begun);

    /// <summary>The trace context that <see cref="Reconcile"/> begins for an iteration.</summary>
    public static string Trace(int iteration) => $"00-{iteration + 1:x32}-{iteration + 1:x16}-01";

    /// <summary>Decides and applies.</summary>
    public Decision Reconcile()
    {
        Decision decision = Decide();
        if (Begun is not null && decision.BeginTraces.Count > 0)
        {
            foreach (int iteration in decision.BeginTraces) Begun[iteration] = Trace(iteration);
            decision = Decide();
        }

        if (decision.Status is { } status)
        {
            JsonElement json = RunStatusJson.Write(status);
            if (MergePatch.Between(Run.Status, json) is not null)
            {
                StatusWrites++;
                Run = new RunResource { Metadata = Run.Metadata, Spec = Run.Spec, Status = json };
            }
        }

        foreach (V1Job job in decision.Create) Add(job);

        foreach (V1Job job in decision.Delete) Jobs.Single(standing => standing.Metadata.Uid == job.Metadata.Uid).Metadata.DeletionTimestamp ??= Now.UtcDateTime;
        if (decision.DeleteRun) RunDeleted = true;
        Events.AddRange(decision.Events);
        return decision;
    }

    public V1Job Add(V1Job job)
    {
        Assert.DoesNotContain(Jobs, standing => standing.Metadata.Name == job.Metadata.Name);
        job.Metadata.Uid = $"job-{++uids}";
        job.Metadata.CreationTimestamp = Now.UtcDateTime;
        job.Status = new V1JobStatus { StartTime = job.Spec.Suspend == true ? null : Now.UtcDateTime };
        Jobs.Add(job);
        return job;
    }

    /// <summary>Merge-patches the status.</summary>
    public void Patch(JsonObject status)
    {
        JsonObject now = Run.Status is { } old ? JsonNode.Parse(old.GetRawText())!.AsObject() : [];
        foreach ((string name, JsonNode? value) in status)
        {
            if (value is null) now.Remove(name);
            else now[name] = value.DeepClone();
        }

        Run = new RunResource { Metadata = Run.Metadata, Spec = Run.Spec, Status = JsonDocument.Parse(now.ToJsonString()).RootElement };
    }

    /// <summary>Reconciles until nothing changes.</summary>
    public void Settle()
    {
        for (int i = 0; i < 20; i++)
        {
            int writes = StatusWrites, jobs = Jobs.Count;
            Decision decision = Reconcile();
            if (writes == StatusWrites && jobs == Jobs.Count && decision.Delete.Count == 0) return;
        }

        Assert.Fail("the run does not settle");
    }

    public V1Job Job(string stage, int iteration = 0, string? task = null) => Jobs.Single(job =>
        job.Metadata.Labels[Labels.Stage] == stage && job.Metadata.Labels[Labels.Iteration] == iteration.ToString(CultureInfo.InvariantCulture)
        && (task is null || job.Metadata.Labels[Labels.Task] == task) && StageView.Owner(job.Metadata) == Run.Metadata.Uid);

    /// <summary>A pod of a Job.</summary>
    public V1Pod Pod(V1Job job, string phase = "Running", int? exitCode = null, string? message = null)
    {
        var pod = new V1Pod
        {
            Metadata = new V1ObjectMeta
            {
                Name = $"{job.Metadata.Name}-{++uids}",
                NamespaceProperty = job.Metadata.NamespaceProperty,
                Uid = $"pod-{uids}",
                Labels = job.Metadata.Labels,
                OwnerReferences = [new V1OwnerReference { ApiVersion = "batch/v1", Kind = "Job", Name = job.Metadata.Name, Uid = job.Metadata.Uid, Controller = true }],
            },
            Status = new V1PodStatus
            {
                Phase = phase,
                ContainerStatuses = exitCode is not { } code ? null :
                [
                    new V1ContainerStatus { Name = StagePod.ContainerName, State = new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = code, Message = message, FinishedAt = Now.UtcDateTime } } },
                ],
            },
        };
        Pods.Add(pod);
        return pod;
    }

    /// <summary>The Job ends well; its pod says so unless <paramref name="summary"/> is false.</summary>
    public V1Job Complete(V1Job job, bool summary = true, double success = 0.5)
    {
        string stage = job.Metadata.Labels[Labels.Stage];
        int iteration = int.Parse(job.Metadata.Labels[Labels.Iteration], CultureInfo.InvariantCulture);
        string? task = job.Metadata.Labels.TryGetValue(Labels.Task, out string? known) ? known : null;
        foreach (V1Pod running in Pods.Where(pod => StageView.Owner(pod.Metadata) == job.Metadata.Uid).ToArray()) Pods.Remove(running);
        var said = new StageSummary
        {
            Stage = stage, Iteration = iteration, Task = task,
            Metrics = stage == StageNames.Evaluate ? new Dictionary<string, double>
            {
                ["rl.evaluation.sampled.success_rate"] = success, ["rl.evaluation.greedy.success_rate"] = success, ["rl.evaluation.sampled.mean_reward"] = 1, ["rl.evaluation.sampled.thought_accuracy"] = 0.9,
            } : new Dictionary<string, double>(),
        };
        if (summary) Pod(job, "Succeeded", 0, Encoding.UTF8.GetString(CommitJson.Write(said)));
        int workers = job.Spec.Completions ?? 1;
        job.Status = new V1JobStatus
        {
            StartTime = job.Status.StartTime, CompletionTime = Now.UtcDateTime, Succeeded = workers, Failed = job.Status.Failed,
            CompletedIndexes = stage == StageNames.Collect ? workers == 1 ? "0" : $"0-{workers - 1}" : null,
            Conditions = [new V1JobCondition { Type = "Complete", Status = "True" }],
        };
        return job;
    }

    public V1Job Fail(V1Job job, string reason, int exitCode = 1, string? log = null)
    {
        Pod(job, "Failed", exitCode, log);
        job.Status = new V1JobStatus
        {
            StartTime = job.Status.StartTime, Failed = (job.Status.Failed ?? 0) + 1, CompletedIndexes = job.Status.CompletedIndexes, FailedIndexes = job.Status.FailedIndexes,
            Conditions = [new V1JobCondition { Type = "Failed", Status = "True", Reason = reason, Message = $"the Job controller's words for {reason}" }],
        };
        return job;
    }

    /// <summary>Jobs on their way out are gone, and with them their pods.</summary>
    public void Collect()
    {
        foreach (V1Job job in Jobs.Where(job => job.Metadata.DeletionTimestamp is not null).ToArray())
        {
            Jobs.Remove(job);
            Pods.RemoveAll(pod => StageView.Owner(pod.Metadata) == job.Metadata.Uid);
        }
    }

    /// <summary>Plays the cluster until the run ends or <paramref name="until"/> holds.</summary>
    public void Play(Func<bool>? until = null)
    {
        for (int i = 0; i < 1000; i++)
        {
            Settle();
            Collect();
            if (until?.Invoke() == true || Status.Phase is RunPhase.Succeeded or RunPhase.Failed) return;
            Now = Now.AddSeconds(10);
            V1Job? next = Jobs.FirstOrDefault(job => job.Status.Conditions is null && job.Metadata.DeletionTimestamp is null && StageView.Owner(job.Metadata) == Run.Metadata.Uid);
            if (next is not null) Complete(next);
        }

        Assert.Fail("the run does not end");
    }

    public RunCondition Condition(string type) => Status.Conditions!.Single(condition => condition.Type == type);

    private static V1ObjectMeta Meta(V1ObjectMeta old, long generation) => new()
    {
        Name = old.Name, NamespaceProperty = old.NamespaceProperty, Uid = old.Uid, Generation = generation, ResourceVersion = old.ResourceVersion,
    };
}
