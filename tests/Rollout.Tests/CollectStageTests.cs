using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Trajectories;

namespace RL4VLM.Rollout.Tests;

public class CollectStageTests
{
    [Fact]
    public async Task Collects_whole_episodes_until_its_share_of_steps_is_made()
    {
        using TinyRun run = await TinyRun.CreateAsync();
        StageSummary summary = await CollectStage.RunAsync(run.Context(1, 1), run.Session, default);
        (ShardHeader header, StepRecord[] steps) = await run.ReadAsync(ArtifactName.Trajectories(1, 1));

        Assert.Equal(("0000-sft", 1, 1, "numberline"), (header.PolicyCheckpoint, header.Iteration, header.Worker, header.Task));
        Assert.Equal(["trajectories/0001/worker-001"], summary.Artifacts);
        Assert.True(steps.Length >= 20);
        Assert.Equal(steps.Length, summary.Metrics[MetricNames.Sample.Steps]);
        Assert.Equal(steps.Select(step => step.Episode), steps.Select(step => step.Episode).Order());
        foreach (var episode in steps.GroupBy(step => step.Episode))
        {
            Assert.Equal(Enumerable.Range(0, episode.Count()), episode.Select(step => step.Step));
            Assert.True(episode.Last() is { Terminated: true } or { Truncated: true });
            Assert.NotNull(episode.Last().Success);
        }

        Assert.All(steps, step =>
        {
            Assert.Equal(step.OutputIds.Length, step.LogProbabilities.Length);
            Assert.InRange(step.OutputIds.Length, 1, 12);
            Assert.All(step.LogProbabilities, value => Assert.InRange(value, -40f, 0f));
            Assert.NotEmpty(step.Image);
            Assert.NotEmpty(step.PromptIds);
        });
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes_and_another_worker_or_iteration_others()
    {
        using TinyRun here = await TinyRun.CreateAsync(), there = await TinyRun.CreateAsync();
        await CollectStage.RunAsync(here.Context(1, 0), here.Session, default);
        await CollectStage.RunAsync(there.Context(1, 0), there.Session, default);
        await CollectStage.RunAsync(there.Context(1, 1), there.Session, default);
        Assert.Equal(await here.BytesAsync(ArtifactName.Trajectories(1, 0)), await there.BytesAsync(ArtifactName.Trajectories(1, 0)));
        (_, StepRecord[] first) = await there.ReadAsync(ArtifactName.Trajectories(1, 0));
        (_, StepRecord[] second) = await there.ReadAsync(ArtifactName.Trajectories(1, 1));
        Assert.NotEqual(first.Select(step => step.EpisodeSeed), second.Select(step => step.EpisodeSeed));
    }

    [Fact]
    public async Task Every_task_gets_a_shard_and_its_share()
    {
        using TinyRun run = await TinyRun.CreateAsync(spec => spec with
        {
            Tasks = [new TaskSpec { Name = "numberline", Weight = 3 }, new TaskSpec { Name = "blackjack" }],
            Rollout = spec.Rollout with { Workers = 1 },
        });
        await CollectStage.RunAsync(run.Context(1), run.Session, default);
        (ShardHeader first, StepRecord[] lines) = await run.ReadAsync(ArtifactName.Trajectories(1, 0), "shard-000.msgpack");
        (ShardHeader second, StepRecord[] hands) = await run.ReadAsync(ArtifactName.Trajectories(1, 0), "shard-001.msgpack");
        Assert.Equal(("numberline", "blackjack"), (first.Task, second.Task));
        Assert.True(lines.Length >= 30);
        Assert.True(hands.Length >= 10);
    }

    [Fact]
    public async Task No_step_of_a_held_out_start_is_collected()
    {
        using TinyRun run = await TinyRun.CreateAsync(spec => spec with
        {
            Tasks = [new TaskSpec { Name = "numberline", Options = new TaskOptions { HoldOut = 0.5 } }],
        });
        await CollectStage.RunAsync(run.Context(1), run.Session, default);
        (_, StepRecord[] steps) = await run.ReadAsync(ArtifactName.Trajectories(1, 0));
        Assert.DoesNotContain(steps, step => step is { Step: 0, HeldOut: true });
    }

    [Theory]
    [InlineData(0, 0, "--iteration")]
    [InlineData(1, 2, "--worker")]
    public async Task Impossible_arguments_are_named(int iteration, int worker, string argument)
    {
        using TinyRun run = await TinyRun.CreateAsync();
        StageException error = await Assert.ThrowsAsync<StageException>(() => CollectStage.RunAsync(run.Context(iteration, worker), run.Session, default));
        Assert.Equal(ExitCodes.Usage, error.ExitCode);
        Assert.Contains(argument, error.Message);
    }

    [Fact]
    public async Task Stopping_commits_nothing()
    {
        using TinyRun run = await TinyRun.CreateAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CollectStage.RunAsync(run.Context(1), run.Session, new CancellationToken(canceled: true)));
        Assert.Null(await run.Store.TryGetCommitAsync(ArtifactName.Trajectories(1, 0)));
    }
}
