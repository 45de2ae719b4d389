using System.Text.Json;
using RL4VLM.Cli.Tests.Commands;
using RL4VLM.Core.Manifest;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.Cli.Tests.Cluster;

public sealed class SuspendCommandTests : IAsyncLifetime
{
    private FakeCluster cluster = null!;

    public async Task InitializeAsync()
    {
        cluster = await FakeCluster.StartAsync();
        cluster.AddRun("going");
        cluster.SetStatus("going", GetCommandTests.Going());
    }

    public async Task DisposeAsync() => await cluster.DisposeAsync();

    [Fact]
    public async Task An_editor_suspends_and_resumes_and_a_viewer_may_not()
    {
        (int code, _, string error) = await cluster.AsAsync(FakeCluster.Viewer, "suspend", "going");
        Assert.Equal(78, code);
        Assert.Contains("cannot patch resource", error, StringComparison.Ordinal);
        Assert.False(IsSuspended());

        Assert.Equal((0, "going suspended\n", ""), await cluster.AsAsync(FakeCluster.Editor, "suspend", "going"));
        Assert.True(IsSuspended());
        Assert.Equal((0, "going suspended\n", ""), await cluster.AsAsync(FakeCluster.Editor, "suspend", "going"));
        JsonElement json = await Rl4Vlm.JsonAsync("kubectl", "resume", "going", "--kubeconfig", cluster.Kubeconfig(FakeCluster.Editor));
        Assert.Equal(["namespace", "name", "suspend", "phase"], Rl4Vlm.Fields(json));
        Assert.False(IsSuspended());
    }

    [Fact]
    public async Task Waiting_ends_when_the_operator_says_that_no_pod_is_left_though_the_watch_is_cut_on_the_way()
    {
        int steps = 0;
        PlayOperator(_ =>
        {
            if (Interlocked.Increment(ref steps) == 1) SetSuspended("False", "Suspending", RunPhase.Training);
            else return;
            cluster.Server.Store.CutWatches();
            SetSuspended("True", "SuspendedByUser", RunPhase.Suspended);
        });
        Assert.Equal((0, "going suspended: no pod is left\n", ""), await cluster.AsAsync(FakeCluster.Editor, "suspend", "going", "--wait"));
        Assert.Equal("Suspended", cluster.Run("going")["status"]!["phase"]!.GetValue<string>());
    }

    [Fact]
    public async Task Waiting_for_a_resumed_run_ignores_what_was_said_before_the_change()
    {
        await cluster.AsAsync(FakeCluster.Editor, "suspend", "going");
        SetSuspended("True", "SuspendedByUser", RunPhase.Suspended);
        PlayOperator(_ => SetSuspended("False", "NotSuspended", RunPhase.Training));
        Assert.Equal((0, "going resumed\n", ""), await cluster.AsAsync(FakeCluster.Editor, "resume", "going", "--wait"));
    }

    [Fact]
    public async Task A_wait_that_takes_too_long_is_to_be_tried_again_and_says_what_is_missing()
    {
        (int code, _, string error) = await cluster.AsAsync(FakeCluster.Editor, "suspend", "going", "--wait", "--timeout", "0.3s");
        Assert.Equal((75, "rl4vlm: going is not suspended after 0.3 s: no operator has looked at the change yet\n"), (code, error));
        SetSuspended("False", "Suspending", RunPhase.Training, "waits for the run's pods to end");
        (code, _, error) = await cluster.AsAsync(FakeCluster.Editor, "suspend", "going", "--wait", "--timeout", "0.3s");
        Assert.Equal((75, "rl4vlm: going is not suspended after 0.3 s: waits for the run's pods to end\n"), (code, error));
    }

    [Fact]
    public async Task A_run_that_has_ended_needs_no_waiting_for()
    {
        cluster.SetStatus("going", GetCommandTests.Going() with { Phase = RunPhase.Succeeded });
        Assert.Equal((0, "going has ended (Succeeded); spec.lifecycle.suspend is true\n", ""), await cluster.AsAsync(FakeCluster.Editor, "suspend", "going", "--wait"));
    }

    [Fact]
    public async Task A_run_that_is_deleted_meanwhile_ends_the_wait()
    {
        PlayOperator(_ => cluster.Server.Store.Delete(FakeCluster.Runs, "default", "going"));
        (int code, _, string error) = await cluster.AsAsync(FakeCluster.Editor, "suspend", "going", "--wait");
        Assert.Equal(64, code);
        Assert.StartsWith("rl4vlm: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("going", "--timeout", "soon")]
    [InlineData("going", "--timeout", "0s")]
    public async Task What_is_wrong_exits_64(params string[] args) => Assert.Equal(64, (await cluster.AsAsync(FakeCluster.Editor, ["suspend", .. args])).Code);

    /// <summary>Acts once on the patch of the spec, off the store's own thread.</summary>
    private void PlayOperator(Action<StoreEvent> act)
    {
        int acted = 0;
        cluster.Server.Store.Changed += change =>
        {
            if (Interlocked.Exchange(ref acted, 1) == 0) Task.Run(() => act(change));
        };
    }

    private bool IsSuspended() => cluster.Run("going")["spec"]!["lifecycle"]?["suspend"]?.GetValue<bool>() == true;

    private void SetSuspended(string status, string reason, RunPhase phase, string message = "") => cluster.SetStatus("going", GetCommandTests.Going() with
    {
        ObservedGeneration = cluster.Run("going")["metadata"]!["generation"]!.GetValue<long>(),
        Phase = phase,
        Conditions = [GetCommandTests.Condition(ConditionTypes.Suspended, status, reason, message)],
    });
}
