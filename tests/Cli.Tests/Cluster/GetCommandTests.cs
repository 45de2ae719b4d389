using System.Text.Json;
using RL4VLM.Cli.Tests.Commands;
using RL4VLM.Core.Manifest;
using RL4VLM.FakeKubernetes.Authorization;

namespace RL4VLM.Cli.Tests.Cluster;

public sealed class GetCommandTests : IAsyncLifetime
{
    private FakeCluster cluster = null!;

    public async Task InitializeAsync() => cluster = await FakeCluster.StartAsync();

    public async Task DisposeAsync() => await cluster.DisposeAsync();

    [Fact]
    public async Task Runs_are_a_table_with_what_blocks_them()
    {
        cluster.AddRun("going");
        cluster.AddRun("stuck");
        cluster.AddRun("unseen");
        cluster.SetStatus("going", Going());
        cluster.SetStatus("stuck", Going() with { Conditions = [Condition(ConditionTypes.Accepted, "True", "Valid"), Condition(ConditionTypes.Progressing, "False", "Unschedulable", "pod x: 0/3 nodes")] });
        (int code, string output, string error) = await cluster.AsAsync(FakeCluster.Viewer, "get");
        Assert.Equal((0, ""), (code, error));
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["name", "phase", "iteration", "success", "best", "restarts", "age", "blocked", "by"], Words(lines[0]));
        Assert.Equal(["going", "Training", "7/40", "50.0", "%", "75.0", "%", "2"], Words(lines[2])[..8]);
        Assert.EndsWith("Unschedulable", lines[3], StringComparison.Ordinal);
        Assert.Equal(["unseen", "Unknown", "0/40", "–", "–", "–"], Words(lines[4])[..6]);
    }

    [Fact]
    public async Task One_run_is_shown_with_conditions_stages_and_evaluations()
    {
        cluster.AddRun("going");
        cluster.SetStatus("going", Going());
        (int code, string output, string error) = await cluster.AsAsync(FakeCluster.Viewer, "get", "rl4vlmrun/going");
        Assert.True(code == 0, error);
        Assert.Contains("default/going  Training, iteration 7/40, 2 restarts", output, StringComparison.Ordinal);
        Assert.Contains("https://example.blob.core.windows.net/rl4vlm/default/going", output, StringComparison.Ordinal);
        Assert.Contains("ends about 2100-01-01T00:00:00Z", output, StringComparison.Ordinal);
        Assert.Contains("StageRunning: at work: collect", output, StringComparison.Ordinal);
        string[] stage = Words(output.Split('\n').Single(line => line.StartsWith("  collect ", StringComparison.Ordinal)));
        Assert.Equal(["collect", "8", "1", "2", "0", "1"], stage[..6]);
        Assert.Equal(["numberline", "latest", "5", "50.0", "%", "60.0", "%", "1.500", "90.0", "%"], Words(output.Split('\n').Single(line => line.Contains("latest", StringComparison.Ordinal))));

        JsonElement json = await Rl4Vlm.JsonAsync("kubectl", "get", "going", "--kubeconfig", cluster.Kubeconfig(FakeCluster.Viewer));
        Assert.Equal(
            ["namespace", "name", "phase", "iteration", "iterations", "success", "best", "restarts", "created", "reason", "message",
                "storage", "started", "ended", "estimatedCompletion", "conditions", "stages", "evaluations"],
            Rl4Vlm.Fields(json));
        Assert.Equal(("2100-01-01T00:00:00Z", 0.75), (json.GetProperty("estimatedCompletion").GetString(), json.GetProperty("evaluations")[0].GetProperty("best").GetProperty("successRate").GetDouble()));
        Assert.Equal((1, 2), (json.GetProperty("stages")[0].GetProperty("ready").GetInt32(), json.GetProperty("stages")[0].GetProperty("active").GetInt32()));
    }

    [Fact]
    public async Task All_namespaces_are_listed_for_those_who_may()
    {
        cluster.AddRun("one");
        cluster.AddRun("two", @namespace: "team");
        JsonElement json = await Rl4Vlm.JsonAsync("kubectl", "get", "-A", "--kubeconfig", cluster.Kubeconfig(Identities.AdminToken));
        Assert.Equal(["default/one", "team/two"], json.GetProperty("runs").EnumerateArray().Select(run => $"{run.GetProperty("namespace").GetString()}/{run.GetProperty("name").GetString()}"));
        (int code, _, string error) = await cluster.AsAsync(FakeCluster.Viewer, "get", "-A");
        Assert.Equal(78, code);
        Assert.Contains("the cluster refuses access: rl4vlmruns.rl4vlm.io is forbidden", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_namespace_is_the_contexts_unless_one_is_given()
    {
        cluster.AddRun("two", @namespace: "team");
        string config = cluster.Kubeconfig(Identities.AdminToken, "team");
        Assert.Contains("two", (await Rl4Vlm.RunAsync("kubectl", "get", "--kubeconfig", config)).Output, StringComparison.Ordinal);
        (int code, string output, string error) = await Rl4Vlm.RunAsync("kubectl", "get", "--kubeconfig", config, "-n", "default");
        Assert.Equal((0, "", "there are no runs in namespace default\n"), (code, output, error));
        (code, _, error) = await Rl4Vlm.RunAsync("kubectl", "get", "two", "--kubeconfig", config, "--namespace", "default");
        Assert.Equal((64, "rl4vlm: there is no run 'two' in namespace 'default'; kubectl rl4vlm get -A lists all\n"), (code, error));
    }

    internal static RunStatus Going() => new()
    {
        ObservedGeneration = 1,
        Phase = RunPhase.Training,
        Iteration = 7,
        Restarts = 2,
        Success = 0.5,
        Best = 0.75,
        EstimatedCompletionTime = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Conditions = [Condition(ConditionTypes.Accepted, "True", "Valid"), Condition(ConditionTypes.Progressing, "True", "StageRunning", "at work: collect 8"), Condition(ConditionTypes.Suspended, "False", "NotSuspended")],
        Stages = [new StageStatus { Stage = "collect", Iteration = 8, Job = "going-collect-8-12345678", StartTime = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), Active = 2, Ready = 1, Failed = 1 }],
        Evaluations =
        [
            new TaskEvaluations
            {
                Task = "numberline",
                Latest = new EvaluationFigures { Iteration = 5, SuccessRate = 0.5, GreedySuccessRate = 0.6, MeanReward = 1.5, ThoughtAccuracy = 0.9 },
                Best = new EvaluationFigures { Iteration = 4, SuccessRate = 0.75 },
            },
        ],
    };

    internal static RunCondition Condition(string type, string status, string reason, string message = "") => new()
    {
        Type = type, Status = status, Reason = reason, Message = message, LastTransitionTime = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
