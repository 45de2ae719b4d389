using System.Net;
using System.Text.Json.Nodes;
using k8s.Autorest;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.EndToEnd.Clusters;
using RL4VLM.EndToEnd.Runs;
using RL4VLM.Operator.Reconciling;

namespace RL4VLM.EndToEnd.Scenarios;

/// <summary>What users do to a run.</summary>
public class RunScenarioTests : ScenarioTests
{
    [Fact]
    public Task Happy_path() => PlayAsync("happy", async (_, run) =>
    {
        await run.ApplyAsync(RunSpecs.Small(Iterations));
        RunStatus status = await run.SucceededAsync();
        Assert.Equal((Iterations, 0), (status.Iteration, status.Restarts));
        Assert.NotNull(status.StartTime);
        Assert.NotNull(status.CompletionTime);
        TaskEvaluations evaluation = Assert.Single(status.Evaluations!);
        Assert.Equal((Iterations, Iterations), (evaluation.EvaluatedThrough, evaluation.Latest!.Iteration));
        Assert.NotNull(status.Best);
        Assert.Equal("True", status.Conditions!.Single(condition => condition.Type == Reasons.Accepted).Status);
        run.EveryJobWasCreatedOnce();
    });

    [Fact]
    public Task Suspend_and_resume() => PlayAsync("suspend", async (cluster, run) =>
    {
        using (cluster.Hold(run.Name, StageNames.Collect, 1))
        {
            await run.ApplyAsync(RunSpecs.Small(Iterations));
            await run.RunningAsync(StageNames.Collect, 1);
            await run.EditAsync("""{"lifecycle": {"suspend": true}}""");
            await run.ConditionAsync(Reasons.Suspended, true);
            Assert.DoesNotContain(await run.ListPodsAsync(), pod => pod.Status?.Phase is not ("Succeeded" or "Failed"));
            await run.UntilAsync(status => status.Phase == RunPhase.Suspended, "phase Suspended");
        }

        await run.EditAsync("""{"lifecycle": {"suspend": false}}""");
        await run.SucceededAsync();
    });

    [Fact]
    public Task Spec_rejected() => PlayAsync("rejected", async (cluster, run) =>
    {
        JsonObject wrong = RunSpecs.Small();
        wrong["ppo"]!["gamma"] = 2;
        HttpOperationException refused = await Assert.ThrowsAsync<HttpOperationException>(() => run.ApplyAsync(wrong));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Response.StatusCode);
        Assert.Contains("spec.ppo.gamma", refused.Response.Content, StringComparison.Ordinal);

        // What a schema cannot know: pods do not share a folder.
        JsonObject lonely = RunSpecs.Manifest(cluster.Namespace, run.Name, RunSpecs.Small(), cluster.Spec);
        lonely["spec"]!["storage"] = JsonNode.Parse("""{"directory": {"path": "runs"}}""");
        await RunUnderTest.CreateAsync(cluster, lonely);
        RunCondition condition = await run.ConditionAsync(Reasons.Accepted, false, Reasons.StorageNotShared);
        Assert.Contains("spec.storage.directory.volumeClaim", condition.Message, StringComparison.Ordinal);
        Assert.Empty(run.Jobs.Ever);
        Assert.Null(run.Status.StartTime);

        await run.EditAsync(new JsonObject { ["storage"] = ManifestPatches.Replace(lonely["spec"]!["storage"]!, RunSpecs.Manifest(cluster.Namespace, run.Name, cluster.Spec)["spec"]!["storage"]!) }.ToJsonString());
        await run.ConditionAsync(Reasons.Accepted, true);
        await run.RunningAsync(StageNames.Initialize);
    });

    [Fact]
    public Task Spec_edited_mid_run() => PlayAsync("edited", async (cluster, run) =>
    {
        using (cluster.Hold(run.Name, StageNames.Ppo, 1))
        {
            await run.ApplyAsync(RunSpecs.Small(1));
            await run.RunningAsync(StageNames.Ppo, 1);
            HttpOperationException refused = await Assert.ThrowsAsync<HttpOperationException>(() => run.EditAsync("""{"seed": 8}"""));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Response.StatusCode);
            Assert.Contains("cannot change once the run has started", refused.Response.Content, StringComparison.Ordinal);
            await Assert.ThrowsAsync<HttpOperationException>(() => run.EditAsync("""{"ppo": {"iterations": 0}}"""));
            await run.EditAsync("""{"ppo": {"iterations": 2}, "failurePolicy": {"maxRestarts": 9}}""");
        }

        RunStatus status = await run.SucceededAsync();
        Assert.Equal(2, status.Iteration);
        run.EveryJobWasCreatedOnce();
    });

    [Fact]
    public Task Run_deleted_mid_flight() => PlayAsync("deleted", async (cluster, run) =>
    {
        using IDisposable hold = cluster.Hold(run.Name, StageNames.Collect, 1);
        await run.ApplyAsync(RunSpecs.Small(Iterations));
        await run.RunningAsync(StageNames.Collect, 1);
        await run.DeleteAsync();
        await run.NothingLeftAsync();
    });

    [Fact]
    public Task Run_recreated_under_the_same_name() => PlayAsync("recreated", async (cluster, run) =>
    {
        string uid;
        using (cluster.Hold(run.Name, StageNames.Collect, 1))
        {
            await run.ApplyAsync(RunSpecs.Small(Iterations));
            await run.RunningAsync(StageNames.Collect, 1);
            await run.DeleteAsync();
            uid = (await run.ApplyAsync(RunSpecs.Small(Iterations))).Metadata.Uid;
        }

        RunStatus status = await run.SucceededAsync();
        Assert.Equal(Iterations, status.Iteration);
        Assert.All(run.Jobs.Present, job => Assert.Equal(uid, StageOwners.Of(job)));
    });
}
