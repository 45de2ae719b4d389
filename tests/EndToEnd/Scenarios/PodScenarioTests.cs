using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.EndToEnd.Clusters;
using RL4VLM.EndToEnd.Runs;

namespace RL4VLM.EndToEnd.Scenarios;

/// <summary>What happens to pods and below them.</summary>
public class PodScenarioTests : ScenarioTests
{
    [Fact]
    public Task Learner_pod_killed() => PlayAsync("learner", async (cluster, run) =>
    {
        using (cluster.Hold(run.Name, StageNames.Ppo, 1))
        {
            await run.ApplyAsync(RunSpecs.Small(Iterations));
            V1Pod[] pods = await run.RunningAsync(StageNames.Ppo, 1);
            await cluster.KillAsync(pods.Single());
            await run.UntilAsync(status => status.Restarts >= 1, "a restart");
        }

        RunStatus status = await run.SucceededAsync();
        Assert.Equal(Iterations, status.Iteration);
        run.EveryJobWasCreatedOnce();
    });

    [Fact]
    public Task Rollout_pod_killed() => PlayAsync("rollout", async (cluster, run) =>
    {
        string killed;
        using (cluster.Hold(run.Name, StageNames.Collect, 1))
        {
            await run.ApplyAsync(RunSpecs.Small(Iterations));
            V1Pod[] pods = await run.RunningAsync(StageNames.Collect, 1);
            killed = IndexOf(pods[0]);
            await cluster.KillAsync(pods[0]);
            await run.UntilAsync(status => status.Restarts >= 1, "a restart");
        }

        RunStatus status = await run.SucceededAsync();
        Assert.Equal(Iterations, status.Iteration);
        // The other worker is not concerned.
        Assert.Single(run.Pods.Ever, pod => RunUnderTest.Is(pod.Metadata, StageNames.Collect, 1) && IndexOf(pod) != killed);
        run.EveryJobWasCreatedOnce();
    });

    [Fact]
    public Task Node_drained() => PlayAsync("drained", async (cluster, run) =>
    {
        using (cluster.Hold(run.Name, StageNames.Collect, 1))
        {
            await run.ApplyAsync(RunSpecs.Small(Iterations));
            V1Pod[] pods = await run.RunningAsync(StageNames.Collect, 1);
            string node = pods[0].Spec.NodeName;
            await Nodes.CordonAsync(cluster.Client, node, true);
            try
            {
                V1Pod[] there = [.. pods.Where(pod => pod.Spec.NodeName == node)];
                foreach (V1Pod pod in there) await run.EvictAsync(pod);
                await run.GoneAsync(there);
            }
            finally
            {
                // Where it is the only node, this is what lets the run go on.
                await Nodes.CordonAsync(cluster.Client, node, false);
            }
        }

        RunStatus status = await run.SucceededAsync();
        // A drain is nobody's failure.
        Assert.Equal((Iterations, 0), (status.Iteration, status.Restarts));
        run.EveryJobWasCreatedOnce();
    });

    [Fact]
    public Task Storage_unavailable() => PlayAsync("storage", async (cluster, run) =>
    {
        using (cluster.Hold(run.Name, StageNames.Collect, 1))
        {
            await run.ApplyAsync(RunSpecs.Small(Iterations));
            await run.RunningAsync(StageNames.Collect, 1);
            await cluster.CutStorageAsync(true);
        }

        try
        {
            await run.Pods.WaitAsync(pods => pods.FirstOrDefault(pod => RunUnderTest.End(pod)?.ExitCode == ExitCodes.TryAgain), "a pod that gives up", cluster.Outage);
        }
        catch (TimeoutException)
        {
            // Stages try for ten minutes by themselves: a shorter outage costs no pod.
        }
        finally
        {
            await cluster.CutStorageAsync(false);
        }

        RunStatus status = await run.SucceededAsync();
        Assert.Equal(Iterations, status.Iteration);
        run.EveryJobWasCreatedOnce();
    });

    /// <summary>Which worker a pod of collect is.</summary>
    private static string IndexOf(V1Pod pod) => pod.Metadata.Labels["batch.kubernetes.io/job-completion-index"];
}
