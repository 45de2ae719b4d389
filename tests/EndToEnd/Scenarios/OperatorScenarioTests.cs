using k8s;
using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.EndToEnd.Clusters;
using RL4VLM.EndToEnd.Runs;
using RL4VLM.Operator.Reconciling;

namespace RL4VLM.EndToEnd.Scenarios;

/// <summary>What happens to the operator.</summary>
public class OperatorScenarioTests : ScenarioTests
{
    [Fact]
    public Task Operator_killed() => PlayAsync("killed", async (cluster, run) =>
    {
        using (cluster.Hold(run.Name, StageNames.Ppo, 1))
        {
            await run.ApplyAsync(RunSpecs.Small(Iterations));
            await run.RunningAsync(StageNames.Ppo, 1);
            await cluster.Operator.KillLeaderAsync();
        }

        RunStatus status = await run.SucceededAsync();
        Assert.Equal((Iterations, 0), (status.Iteration, status.Restarts));
        run.EveryJobWasCreatedOnce();
    });

    [Fact]
    public Task Two_operators() => PlayAsync("two", async (cluster, run) =>
    {
        await cluster.Operator.ScaleAsync(2);
        string killed;
        using (cluster.Hold(run.Name, StageNames.Collect, 1))
        {
            await run.ApplyAsync(RunSpecs.Small(Iterations));
            await run.RunningAsync(StageNames.Collect, 1, 2);
            killed = await cluster.Operator.KillLeaderAsync();
        }

        RunStatus status = await run.SucceededAsync();
        Assert.Equal(Iterations, status.Iteration);
        Assert.NotEqual(Leases.PodOf(killed), Leases.PodOf((await cluster.Operator.LeaderAsync())!));
        run.EveryJobWasCreatedOnce();
    });

    [Fact]
    public Task Pod_deleted_before_its_summary_was_read() => PlayAsync("summary", async (cluster, run) =>
    {
        using (cluster.Hold(run.Name, StageNames.Ppo, 1))
        {
            await run.ApplyAsync(RunSpecs.Small(Iterations));
            await run.RunningAsync(StageNames.Ppo, 1);
            await cluster.Operator.ScaleAsync(0);
        }

        await run.Jobs.WaitAsync(
            jobs => jobs.FirstOrDefault(job => RunUnderTest.Is(job.Metadata, StageNames.Ppo, 1) && job.Status?.Conditions?.Any(condition => condition is { Type: "Complete", Status: "True" }) == true),
            "ppo 1 complete without an operator", cluster.Patience);
        V1Pod[] pods = [.. run.Of(StageNames.Ppo, 1)];
        foreach (V1Pod pod in pods) await cluster.Client.CoreV1.DeleteNamespacedPodAsync(pod.Metadata.Name, cluster.Namespace);
        await run.GoneAsync(pods);
        await cluster.Operator.ScaleAsync(1);

        RunStatus status = await run.SucceededAsync();
        Assert.Equal(Iterations, status.Iteration);
        // Made again, the stage finds its commit; every other stage was done once.
        Assert.Equal(2, run.Jobs.Ever.Count(job => RunUnderTest.Is(job.Metadata, StageNames.Ppo, 1)));
        Assert.Equal(run.Jobs.Ever.Select(job => job.Metadata.Name).Distinct().Count() + 1, run.Jobs.Ever.Count);
    });

    [Fact]
    public Task Previous_charts_run_finishes_under_the_new_operator() => PlayAsync("upgrade", async (cluster, run) =>
    {
        StageImages settled;
        using (cluster.Hold(run.Name, StageNames.Collect, 1))
        {
            await run.ApplyAsync(RunSpecs.Small(Iterations));
            await run.RunningAsync(StageNames.Collect, 1, 2);
            settled = run.Status.Images!;
            // Images that nobody has: the run could not go on with them, and a new one cannot begin.
            var next = new StageImages { Rollout = Missing(settled.Rollout), Learner = Missing(settled.Learner), Evaluator = Missing(settled.Evaluator) };
            await cluster.Operator.UpgradeAsync(next);
            await using var later = new RunUnderTest(cluster, "upgraded");
            await later.ApplyAsync(RunSpecs.Small(Iterations));
            await later.ConditionAsync(Reasons.Progressing, false, Reasons.ImagePullBackOff);
            Assert.Equal(next, later.Status.Images);
            await later.CleanUpAsync();
        }

        RunStatus status = await run.SucceededAsync();
        Assert.Equal((Iterations, settled), (status.Iteration, status.Images));
        Assert.All(run.Pods.Ever, pod => Assert.Contains(pod.Spec.Containers.Single().Image, new[] { settled.Rollout, settled.Learner, settled.Evaluator }));
        run.EveryJobWasCreatedOnce();
    });

    /// <summary>Another tag of the same image.</summary>
    private static string Missing(string? image)
    {
        string name = image!.Split('@')[0];
        int colon = name.LastIndexOf(':');
        return $"{(colon > name.LastIndexOf('/') ? name[..colon] : name)}:not-there";
    }
}
