using k8s.Models;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;
using RL4VLM.Operator.Reconciling;
using RL4VLM.Operator.Tests.Reconciling;

namespace RL4VLM.Operator.Tests.RunMetrics;

public sealed class GpuTimeTests
{
    private const string Spec = "rollout: {workers: 2, environments: 4, resources: {limits: {amd.com/gpu: '1'}}}\nppo: {stepsPerIteration: 64}\nlearner: {resources: {limits: {nvidia.com/gpu: '4', cpu: '8'}}}";

    [Fact]
    public void The_time_of_every_pod_of_a_stage_is_counted_once_in_the_write_that_takes_the_stage_in()
    {
        var run = new MeasuredRun(Spec);
        World world = run.World;
        world.Settle();
        world.Now = world.Now.AddSeconds(30);
        run.Finish(StageNames.Initialize, 0, new Dictionary<string, double>());
        // One that was retried held them, too.
        V1Pod failed = world.Pod(world.Job(StageNames.Initialize), "Failed", 137);
        failed.Status.ContainerStatuses[0].State.Terminated.StartedAt = world.Now.UtcDateTime.AddSeconds(-10);
        Assert.Null(world.Status.GpuSeconds);
        int writes = world.StatusWrites;
        world.Reconcile();
        Assert.Equal((writes + 1, (23 + 10) * 4), (world.StatusWrites, world.Status.GpuSeconds));
        Assert.Contains(world.Status.Completed!, done => done.Stage == StageNames.Initialize);
        world.Settle();
        Assert.Equal((23 + 10) * 4, world.Status.GpuSeconds);
        Assert.Equal((23 + 10) * 4, run.Value(RunMetricTable.GpuTime));
    }

    [Fact]
    public void A_worker_whose_end_is_not_seen_yet_held_its_gpu_until_the_end_of_the_job()
    {
        MeasuredRun run = new MeasuredRun(Spec).Begin();
        long before = run.World.Status.GpuSeconds!.Value;
        run.World.Now = run.World.Now.AddSeconds(30);
        V1Job collect = run.Finish(StageNames.Collect, 1, new Dictionary<string, double>());
        V1Pod late = run.World.Pod(collect);
        late.Status.ContainerStatuses = [new V1ContainerStatus { Name = "stage", State = new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = run.World.Now.UtcDateTime.AddSeconds(-20) } } }];
        run.World.Settle();
        Assert.Equal(before + 23 + 20, run.World.Status.GpuSeconds);
    }

    [Fact]
    public void Without_gpus_the_status_says_nothing()
    {
        MeasuredRun run = new MeasuredRun("learner: {resources: {limits: {cpu: '8', nvidia.com/mig-1g.5gb: '1'}}}").Begin();
        Assert.Null(run.World.Status.GpuSeconds);
        Assert.Equal(0, run.Value(RunMetricTable.GpuTime));
        Assert.Equal(7, PodTimes.Of(run.World.Pods[0]).Started!.Value.Subtract(StageView.Utc(run.World.Jobs[0].Metadata.CreationTimestamp)!.Value).TotalSeconds);
    }
}
