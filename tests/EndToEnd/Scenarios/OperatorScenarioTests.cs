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
    /// <summary>Iterations in which a stage is to be caught at work while the operator goes.</summary>
    private const int Attempts = 4;

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
            await run.RunningAsync(StageNames.Collect, 1);
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
        await run.ApplyAsync(RunSpecs.Small(Attempts));
        string? job = null;
        for (int iteration = 1; job is null; iteration++)
        {
            Assert.True(iteration <= Attempts, "ppo always ended before the operator did: the stages are too short for this cluster");
            using (cluster.Hold(run.Name, StageNames.Ppo, iteration))
            {
                await run.RunningAsync(StageNames.Ppo, iteration);
                await cluster.Operator.ScaleAsync(0);
                // Else the operator may have read its summary before it went.
                job = (await run.ListJobsAsync()).SingleOrDefault(job => RunUnderTest.Is(job.Metadata, StageNames.Ppo, iteration) && !IsComplete(job))?.Metadata.Name;
            }

            if (job is not null)
            {
                await run.Jobs.WaitAsync(jobs => jobs.FirstOrDefault(known => known.Metadata.Name == job && IsComplete(known)), "ppo complete without an operator", cluster.Patience);
                V1Pod[] pods = [.. run.Of(StageNames.Ppo, iteration)];
                foreach (V1Pod pod in pods) await cluster.Client.CoreV1.DeleteNamespacedPodAsync(pod.Metadata.Name, cluster.Namespace);
                await run.GoneAsync(pods);
            }

            await cluster.Operator.ScaleAsync(1);
        }

        RunStatus status = await run.SucceededAsync();
        Assert.Equal(Attempts, status.Iteration);
        // Made again, the stage finds its commit; ppo was done once.
        Assert.Equal(2, run.Jobs.Ever.Count(known => known.Metadata.Name == job));
    });

    [Fact]
    public Task Previous_charts_run_finishes_under_the_new_operator() => PlayAsync("upgrade", async (cluster, run) =>
    {
        StageImages settled;
        using (cluster.Hold(run.Name, StageNames.Collect, 1))
        {
            await run.ApplyAsync(RunSpecs.Small(Iterations));
            await run.RunningAsync(StageNames.Collect, 1);
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

    private static bool IsComplete(V1Job job) => job.Status?.Conditions?.Any(condition => condition is { Type: "Complete", Status: "True" }) == true;

    /// <summary>Another tag of the same image.</summary>
    private static string Missing(string? image)
    {
        string name = image!.Split('@')[0];
        int colon = name.LastIndexOf(':');
        return $"{(colon > name.LastIndexOf('/') ? name[..colon] : name)}:not-there";
    }
}
