using System.Text;
using System.Text.Json.Nodes;
using RL4VLM.Azurite;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Planning;
using RL4VLM.FakeKubernetes.Controllers.Runners;
using RL4VLM.FakeKubernetes.Controllers.Runners.Processes;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.EndToEnd.Clusters.Fake;

/// <summary>What stage pods do in the cluster of this process, and the storage they use.</summary>
internal abstract class FakeWorkload : IAsyncDisposable
{
    public const string SecretName = "storage", SecretKey = "connectionString";

    public abstract string AccountUrl { get; }

    public abstract string ConnectionString { get; }

    public abstract TimeSpan Outage { get; }

    public virtual IReadOnlyList<string> Violations => [];

    /// <summary>Stages as their programs behave, in this process and in no time.</summary>
    public static ScriptedWorkload Scripted(Func<StageKey, TimeSpan>? duration = null) => new(duration ?? (_ => TimeSpan.FromMilliseconds(50)));

    /// <summary>The stage programs as processes, and a real Azurite.</summary>
    public static async Task<ProcessWorkload> ProcessesAsync() => new(await AzuriteServer.StartAsync());

    public abstract IPodRunner Runner(IClusterStore store);

    public virtual IDisposable Hold(string run, string stage, int iteration) => new Nothing();

    public abstract Task CutStorageAsync(bool cut);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public JsonObject Storage => new() { ["azureBlob"] = new JsonObject { ["accountUrl"] = AccountUrl, ["container"] = "rl4vlm", ["connectionStringSecret"] = new JsonObject { ["name"] = SecretName, ["key"] = SecretKey } } };

    public JsonObject Secret(string @namespace) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject { ["name"] = SecretName, ["namespace"] = @namespace },
        ["data"] = new JsonObject { [SecretKey] = Convert.ToBase64String(Encoding.UTF8.GetBytes(ConnectionString)) },
    };

    private sealed class Nothing : IDisposable
    {
        public void Dispose()
        {
        }
    }
}

/// <summary>See <see cref="FakeWorkload.Scripted"/>.</summary>
internal sealed class ScriptedWorkload(Func<StageKey, TimeSpan> duration) : FakeWorkload
{
    public StageStore Stages { get; } = new();

    public override string AccountUrl => "http://storage.invalid/account";

    public override string ConnectionString => "scripted";

    /// <summary>Until a pod has given up, which takes no time.</summary>
    public override TimeSpan Outage => TimeSpan.FromMinutes(5);

    public override IReadOnlyList<string> Violations => Stages.Violations;

    public override IPodRunner Runner(IClusterStore store) => new ScriptedStages(Stages, store, ConnectionString, duration);

    public override IDisposable Hold(string run, string stage, int iteration) => Stages.Hold(run, stage, iteration);

    public override Task CutStorageAsync(bool cut)
    {
        Stages.Available = !cut;
        return Task.CompletedTask;
    }
}

/// <summary>See <see cref="FakeWorkload.ProcessesAsync"/>.</summary>
internal sealed class ProcessWorkload(AzuriteServer azurite) : FakeWorkload
{
    /// <summary>Two processes share two cores, as they would on a small node.</summary>
    public static IReadOnlyDictionary<string, string> Threads { get; } = new Dictionary<string, string> { ["OPENBLAS_NUM_THREADS"] = "1", ["OMP_NUM_THREADS"] = "1" };

    private readonly DirectoryInfo scratch = Directory.CreateTempSubdirectory("rl4vlm-end-to-end-");

    public override string AccountUrl => azurite.AccountUrl;

    public override string ConnectionString => azurite.ConnectionString;

    public override TimeSpan Outage => TimeSpan.FromSeconds(10);

    public override IPodRunner Runner(IClusterStore store) => new ProcessRunner(store, new ProcessRunnerOptions
    {
        Images = new Dictionary<string, ProgramImage>
        {
            [FakeCluster.Images.Rollout!] = Program("Rollout", "rl4vlm-rollout"),
            [FakeCluster.Images.Learner!] = Program("Learner", "rl4vlm-learner"),
            [FakeCluster.Images.Evaluator!] = Program("Evaluator", "rl4vlm-evaluator"),
        },
    });

    public override Task CutStorageAsync(bool cut) => cut ? azurite.StopAsync() : azurite.RestartAsync();

    public override async ValueTask DisposeAsync()
    {
        await azurite.DisposeAsync();
        scratch.Delete(recursive: true);
    }

    private ProgramImage Program(string project, string assembly) => new("dotnet", Repository.Program(project, assembly))
    {
        Environment = new Dictionary<string, string>(Threads) { [AzureBlobOptions.ScratchVariable] = scratch.FullName },
    };
}
