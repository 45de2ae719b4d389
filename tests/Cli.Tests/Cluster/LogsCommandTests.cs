using System.Text.Json;
using RL4VLM.Cli.Tests.Commands;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.Cli.Tests.Cluster;

public sealed class LogsCommandTests : IAsyncLifetime
{
    private FakeCluster cluster = null!;

    public async Task InitializeAsync()
    {
        cluster = await FakeCluster.StartAsync();
        cluster.AddRun("going");
        cluster.Options.Logs = log => log.Container == "stage" ? $"{log.Pod} one\n{log.Pod} two\n" : throw new InvalidOperationException("another container was asked for");
    }

    public async Task DisposeAsync() => await cluster.DisposeAsync();

    [Fact]
    public async Task The_newest_stage_is_printed_and_several_pods_have_their_names_before_each_line()
    {
        AddPods();
        cluster.AddPod("other-ppo", "other", "ppo", 9);
        Assert.Equal((0, "[c2-0-b] c2-0-b one\n[c2-0-b] c2-0-b two\n[c2-1-a] c2-1-a one\n[c2-1-a] c2-1-a two\n", ""), await cluster.AsAsync(FakeCluster.Viewer, "logs", "going", "--stage", "collect"));
        Assert.Equal((0, "p2 one\np2 two\n", ""), await cluster.AsAsync(FakeCluster.Viewer, "logs", "going"));
    }

    [Theory]
    [InlineData("c2-1-a", "--stage", "collect", "--worker", "1")]
    [InlineData("c1-1-a", "--iteration", "1", "--worker", "1")]
    [InlineData("e1", "--stage", "evaluate")]
    [InlineData("e1", "--task", "numberline")]
    [InlineData("p1", "--stage", "ppo", "--iteration", "1", "--tail", "1")]
    public async Task A_stage_can_be_chosen(string pod, params string[] options)
    {
        AddPods();
        (int code, string output, string error) = await cluster.AsAsync(FakeCluster.Viewer, ["logs", "going", .. options]);
        Assert.True(code == 0, error);
        Assert.Equal(options.Contains("--tail") ? $"{pod} two\n" : $"{pod} one\n{pod} two\n", output);
    }

    [Fact]
    public async Task A_JSON_log_is_readable_on_a_terminal_and_goes_into_a_pipe_as_it_is()
    {
        cluster.AddPod("p1", "going", "ppo", 1);
        const string Log = """
            {"time":"2026-11-28T12:05:06.078Z","level":"info","logger":"progress","message":"ppo 1: 40 % epoch 2/4","run":"default/going"}
            somebody else's line
            {"time":"2026-11-28T12:05:07.078Z","level":"error","logger":"rl4vlm-learner","message":"bug","exception":"System.Exception: impossible\n   at Somewhere"}

            """;
        cluster.Options.Logs = _ => Log;
        Assert.Equal((0, Log, ""), await cluster.AsAsync(FakeCluster.Viewer, "logs", "going"));

        var output = new StringWriter();
        Assert.Equal(0, await CommandLine.RunAsync(["kubectl", "logs", "going", "--kubeconfig", cluster.Kubeconfig(FakeCluster.Viewer)], output, output, isTerminal: true));
        string At(int second) => new DateTimeOffset(2026, 11, 28, 12, 5, second, TimeSpan.Zero).ToLocalTime().ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal($"{At(6)} ppo 1: 40 % epoch 2/4\nsomebody else's line\n{At(7)} rl4vlm-learner: bug: System.Exception: impossible\n   at Somewhere\n", output.ToString());
    }

    [Fact]
    public async Task Json_has_the_lines_of_each_pod()
    {
        AddPods();
        JsonElement json = await Rl4Vlm.JsonAsync("kubectl", "logs", "going", "--stage", "collect", "--kubeconfig", cluster.Kubeconfig(FakeCluster.Viewer));
        JsonElement first = json.GetProperty("logs")[0];
        Assert.Equal(["pod", "stage", "iteration", "task", "worker", "lines"], Rl4Vlm.Fields(first));
        Assert.Equal(["c2-0-b one", "c2-0-b two"], first.GetProperty("lines").EnumerateArray().Select(line => line.GetString()));
    }

    [Fact]
    public async Task Following_waits_for_the_pods_to_start_and_ends_with_them()
    {
        cluster.AddPod("c1-0", "going", "collect", 1, worker: 0, started: false);
        cluster.AddPod("c1-1", "going", "collect", 1, worker: 1, ended: false);
        (int code, _, string error) = await cluster.AsAsync(FakeCluster.Viewer, "logs", "going", "--worker", "0");
        Assert.Equal(75, code);
        Assert.Contains("pod c1-0 has not started", error, StringComparison.Ordinal);

        // Both pods end only after their logs have been asked for.
        int asked = 0;
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Options.Logs = log =>
        {
            if (Interlocked.Increment(ref asked) == 1) both.TrySetResult();
            return $"{log.Pod} line\n";
        };
        Task<(int Code, string Output, string Error)> following = cluster.AsAsync(FakeCluster.Viewer, "logs", "going", "--follow");
        await both.Task;
        cluster.StartPod("c1-0", ended: true);
        cluster.StartPod("c1-1", ended: true);
        (code, string output, error) = await following;
        Assert.True(code == 0, error);
        Assert.Equal(["[c1-0] c1-0 line", "[c1-1] c1-1 line"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Following_a_pod_that_goes_away_ends_with_a_message()
    {
        cluster.AddPod("c1-0", "going", "collect", 1, worker: 0, started: false);
        Task<(int Code, string Output, string Error)> following = cluster.AsAsync(FakeCluster.Viewer, "logs", "going", "-f");
        cluster.Server.Store.Delete(ResourceKind.Pods, "default", "c1-0");
        (int code, _, string error) = await following;
        Assert.Equal(64, code);
        Assert.Contains(error, (string[])["rl4vlm: pod c1-0 is gone; the stage's next pod has its own log\n", "rl4vlm: run going (Unknown) in namespace default has no pods; Jobs of the newest two iterations stay for their logs\n"]);
    }

    [Fact]
    public async Task What_is_not_there_is_named()
    {
        Assert.Equal((64, "", "rl4vlm: run going (Unknown) in namespace default has no pods of ppo, iteration 3; Jobs of the newest two iterations stay for their logs\n"),
            await cluster.AsAsync(FakeCluster.Viewer, "logs", "going", "--stage", "ppo", "--iteration", "3"));
        Assert.Equal((64, "", "rl4vlm: there is no run 'gone' in namespace 'default'; kubectl rl4vlm get -A lists all\n"), await cluster.AsAsync(FakeCluster.Viewer, "logs", "gone"));
        (int code, _, string error) = await cluster.AsAsync(FakeCluster.Viewer, "logs", "going", "--stage", "training");
        Assert.Equal(64, code);
        Assert.Contains("Try 'rl4vlm kubectl logs --help'", error, StringComparison.Ordinal);
        Assert.Equal(64, (await cluster.AsAsync(FakeCluster.Viewer, "logs", "going", "--follow", "--output", "json")).Code);
    }

    private void AddPods()
    {
        cluster.AddPod("c1-0-a", "going", "collect", 1, worker: 0);
        cluster.AddPod("c1-1-a", "going", "collect", 1, worker: 1);
        cluster.AddPod("p1", "going", "ppo", 1);
        cluster.AddPod("e1", "going", "evaluate", 1, task: "numberline");
        cluster.AddPod("c2-0-a", "going", "collect", 2, worker: 0);
        cluster.AddPod("c2-0-b", "going", "collect", 2, worker: 0);
        cluster.AddPod("c2-1-a", "going", "collect", 2, worker: 1);
        cluster.AddPod("p2", "going", "ppo", 2);
    }
}
