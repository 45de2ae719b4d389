using System.Text.Json;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Operator.Jobs;
using RL4VLM.Operator.Reconciling;

namespace RL4VLM.Operator.Tests.Reconciling;

public sealed class AcceptanceTests
{
    [Fact]
    public void A_directory_that_pods_do_not_share_is_not_accepted()
    {
        var world = new World("storage: {directory: {path: runs}}");
        world.Settle();
        Assert.Equal(("False", Reasons.StorageNotShared), (world.Condition(Reasons.Accepted).Status, world.Condition(Reasons.Accepted).Reason));
        Assert.Empty(world.Jobs);
        Assert.Single(world.Events);
        world.SetSpec("storage: {directory: {path: runs, volumeClaim: {name: shared}}}");
        world.Settle();
        Assert.Equal("True", world.Condition(Reasons.Accepted).Status);
        Assert.Single(world.Jobs);
    }

    [Fact]
    public void A_spec_that_the_schema_let_through_and_validation_does_not_is_named_field_by_field()
    {
        var world = new World();
        world.SetSpec(JsonDocument.Parse("""{"model":{"preset":"tiny"},"tasks":[{"name":"maze"}],"ppo":{"clip":7}}""").RootElement);
        world.Settle();
        RunCondition accepted = world.Condition(Reasons.Accepted);
        Assert.Equal(Reasons.InvalidSpec, accepted.Reason);
        Assert.Contains("spec.tasks[0].name", accepted.Message, StringComparison.Ordinal);
        Assert.Contains("spec.ppo.clip", accepted.Message, StringComparison.Ordinal);
        Assert.Equal(RunPhase.Pending, world.Status.Phase);
    }

    [Fact]
    public void A_change_of_what_stages_see_is_a_new_snapshot_for_stages_not_yet_started()
    {
        var world = new World("ppo: {iterations: 1}");
        world.Settle();
        string first = world.Status.Manifest!;
        world.SetSpec("ppo: {iterations: 2}");
        world.Settle();
        Assert.NotEqual(first, world.Status.Manifest);
        Assert.Contains(first, world.Job("initialize").Spec.Template.Spec.Volumes.Select(volume => volume.ConfigMap?.Name));
        world.Complete(world.Job("initialize"));
        world.Settle();
        Assert.Contains(world.Status.Manifest, world.Job("demonstrate").Spec.Template.Spec.Volumes.Select(volume => volume.ConfigMap?.Name));
    }

    [Fact]
    public void What_only_the_operator_reads_is_no_new_snapshot()
    {
        var world = new World();
        world.Settle();
        string first = world.Status.Manifest!;
        world.SetSpec("lifecycle: {ttlSecondsAfterFinished: 5}\nfailurePolicy: {maxRestarts: 9}\nlearner: {resources: {limits: {memory: 9Gi}}}");
        world.Settle();
        Assert.Equal(first, world.Status.Manifest);
    }

    [Fact]
    public void The_largest_status_stays_below_its_limit()
    {
        string tasks = string.Join(", ", Enumerable.Range(0, 16).Select(i => $"{{name: {new string('t', 37)}-{i:00}, remote: {{url: 'http://a'}}}}"));
        var world = new World($"tasks: [{tasks}]\nppo: {{iterations: 9999}}\nrollout: {{workers: 1000, environments: 1}}\nevaluation: {{every: 1}}\nfailurePolicy: {{minimumWorkers: 1}}", new string('r', 40));
        world.Play(() => world.Status.Iteration == 0);
        for (int round = 0; round < 6; round++)
        {
            foreach (var job in world.Jobs.Where(job => job.Status.Conditions is null && job.Metadata.Labels[Labels.Stage] != "evaluate").ToArray()) world.Complete(job);
            world.Settle();
        }

        foreach (var job in world.Jobs.Where(job => job.Metadata.Labels[Labels.Stage] == "evaluate" && job.Metadata.Labels[Labels.Iteration] != "0")) world.Complete(job);
        world.Settle();
        var collect = world.Jobs.Single(job => job.Metadata.Labels[Labels.Stage] == "collect" && job.Status.Conditions is null);
        collect.Status.CompletedIndexes = string.Join(',', Enumerable.Range(0, 500).Select(i => 2 * i));
        world.Fail(collect, "FailedIndexes");
        world.Settle();
        Assert.Equal(500, world.Status.Completed!.Single(done => done.Stage == "collect").Workers!.Count);
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(world.Run.Status).Length, 4000, 32 * 1024);
    }
}
