using System.Text;
using System.Text.Json.Nodes;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;
using RL4VLM.FakeKubernetes.Controllers.Runners;
using RL4VLM.FakeKubernetes.Storage;
using RL4VLM.Operator.Jobs;

namespace RL4VLM.EndToEnd.Clusters.Fake;

/// <summary>Containers that behave as the stage programs do, without their work: they read arguments and manifest, look for their commit and
/// their inputs, take a while, commit, and leave a summary.</summary>
internal sealed class ScriptedStages(StageStore stages, IClusterStore cluster, string connectionString, Func<StageKey, TimeSpan> duration) : IPodRunner
{
    private static readonly Dictionary<string, string[]> Programs = new()
    {
        [FakeCluster.Images.Rollout!] = [StageNames.Demonstrate, StageNames.Collect],
        [FakeCluster.Images.Learner!] = [StageNames.Initialize, StageNames.Sft, StageNames.Ppo],
        [FakeCluster.Images.Evaluator!] = [StageNames.Evaluate],
    };

    public bool HasImage(string image) => Programs.ContainsKey(image);

    public IContainerRun Start(ContainerStart start, Action<ContainerExit> exited) => new ScriptedStage(stages, exited, () => Begin(start), start);

    public void Dispose()
    {
    }

    private ScriptedStage.Work Begin(ContainerStart start)
    {
        string[] args = [.. start.Container["args"]!.AsArray().Select(argument => (string)argument!)];
        StageArguments arguments = StageArguments.Parse(args, Programs[(string)start.Container["image"]!], start.Environment.GetValueOrDefault);
        RunManifest manifest = ManifestOf(start);
        string run = ArtifactStores.RunInCluster(manifest);
        if (start.Environment.GetValueOrDefault(AzureBlobConnection.ConnectionStringVariable) != connectionString) throw new StageException(ExitCodes.BadManifest, "the credentials of the Secret did not arrive");
        if (stages.Settle(run, manifest) is { Count: > 0 } different) throw new StageException(ExitCodes.BadManifest, $"differs from the stored manifest in {string.Join(", ", different)}");
        var key = new StageKey(arguments.Stage, arguments.Iteration, arguments.Stage == StageNames.Collect ? arguments.Worker : null, arguments.Task);
        return new ScriptedStage.Work(run, manifest.Metadata.Name, key, Inputs(manifest, arguments), duration(key));
    }

    /// <summary>The snapshot that the pod mounts, read as the kubelet would show it.</summary>
    private RunManifest ManifestOf(ContainerStart start)
    {
        string map = start.Pod["spec"]!["volumes"]!.AsArray().Select(volume => (string?)volume!["configMap"]?["name"]).First(name => name is not null)!;
        JsonObject snapshot = cluster.Get(ResourceKind.ConfigMaps, start.Namespace, map) ?? throw new StageException(ExitCodes.Software, $"ConfigMap {map} is missing");
        ManifestResult result = ManifestReader.Read((string)snapshot["data"]![ManifestSnapshot.FileName]!);
        return result.Manifest ?? throw ManifestReader.Failure(map, result.Errors);
    }

    private static string[] Inputs(RunManifest manifest, StageArguments arguments) => arguments.Stage switch
    {
        StageNames.Initialize => [],
        StageNames.Demonstrate => [ArtifactName.Checkpoint(0).Path],
        StageNames.Sft => [ArtifactName.Checkpoint(0).Path, ArtifactName.Demonstrations(0).Path],
        StageNames.Collect => [ArtifactName.PolicyFor(arguments.Iteration).Path],
        StageNames.Ppo =>
        [
            ArtifactName.PolicyFor(arguments.Iteration).Path,
            .. (arguments.Workers ?? [.. Enumerable.Range(0, manifest.Spec.Rollout.Workers)]).Select(worker => ArtifactName.Trajectories(arguments.Iteration, worker).Path),
        ],
        _ => [StageKey.CheckpointOf(arguments.Iteration).Path],
    };
}

/// <summary>One container of a stage.</summary>
internal sealed class ScriptedStage : IContainerRun
{
    private readonly Lock gate = new();
    private readonly StageStore stages;
    private readonly Action<ContainerExit> exited;
    private readonly StringBuilder log = new();
    private readonly Work? work;
    private bool due;
    private bool over;

    public ScriptedStage(StageStore stages, Action<ContainerExit> exited, Func<Work> begin, ContainerStart start)
    {
        this.stages = stages;
        this.exited = exited;
        try
        {
            work = begin();
        }
        catch (StageException e)
        {
            log.AppendLine(e.Message);
            start.After(TimeSpan.Zero, () => End(new ContainerExit(e.ExitCode)));
            return;
        }

        if (!stages.Available)
        {
            log.AppendLine("storage does not answer");
            start.After(TimeSpan.Zero, () => End(new ContainerExit(ExitCodes.TryAgain)));
        }
        else if (stages.Begin(work.Run, work.Key, work.Inputs) is { } done)
        {
            work = work with { Committed = true };
            start.After(TimeSpan.Zero, () => End(Done(done)));
        }
        else
        {
            stages.Released += Finish;
            start.After(work.Duration, () =>
            {
                lock (gate) due = true;
                Finish();
            });
        }
    }

    public string Log => log.ToString();

    public void Terminate() => End(new ContainerExit(ExitCodes.TryAgain));

    public void Kill(bool outOfMemory = false) => End(new ContainerExit(137, null, outOfMemory));

    private static ContainerExit Done(StageSummary summary) => new(ExitCodes.Done, Encoding.UTF8.GetString(CommitJson.Write(summary)));

    private void Finish()
    {
        lock (gate)
        {
            if (over || !due || stages.IsHeld(work!.Name, work.Key)) return;
            if (!stages.Available)
            {
                log.AppendLine("storage does not answer");
                EndLocked(new ContainerExit(ExitCodes.TryAgain));
                return;
            }

            StageSummary summary = ScriptedSummaries.Of(work.Key);
            stages.Commit(work.Run, work.Key, summary);
            work.Committed = true;
            EndLocked(Done(summary));
        }
    }

    private void End(ContainerExit exit)
    {
        lock (gate) EndLocked(exit);
    }

    private void EndLocked(ContainerExit exit)
    {
        if (over) return;
        over = true;
        stages.Released -= Finish;
        if (work is { Committed: false }) stages.Abandon(work.Run, work.Key);
        exited(exit);
    }

    /// <param name="Run"><c>namespace/name</c>.</param>
    /// <param name="Name">The run's name.</param>
    /// <param name="Key">What it does.</param>
    /// <param name="Inputs">Artifacts that have to be committed.</param>
    /// <param name="Duration">How long it takes.</param>
    internal sealed record Work(string Run, string Name, StageKey Key, string[] Inputs, TimeSpan Duration)
    {
        public bool Committed { get; set; }
    }
}
