using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Trajectories;
using RL4VLM.Models.Tokenization;

namespace RL4VLM.Rollout.Tests;

public class DemonstrateStageTests
{
    [Fact]
    public async Task Writes_the_experts_episodes_as_token_ids()
    {
        using TinyRun run = await TinyRun.CreateAsync();
        StageSummary summary = await DemonstrateStage.RunAsync(run.Context(), run.Session, default);
        (ShardHeader header, StepRecord[] steps) = await run.ReadAsync(ArtifactName.Demonstrations(0));
        Tokenizer tokenizer = Tokenizer.Load(await run.Store.MaterializeAsync(ArtifactName.Checkpoint(0)));

        Assert.Equal("expert", header.PolicyCheckpoint);
        Assert.Equal(tokenizer.Hash, header.TokenizerHash);
        Assert.Equal(30, steps.Select(step => step.Episode).Distinct().Count());
        Assert.Equal(30, summary.Metrics[MetricNames.Sample.Episodes]);
        Assert.Equal(steps.Length, summary.Metrics[MetricNames.Sample.Steps]);
        Assert.Equal(1, summary.Metrics[MetricNames.Sample.ThoughtAccuracy]);
        Assert.InRange(summary.Metrics[MetricNames.Sample.Success], 0.01, 0.99); // noise and habits
        Assert.All(steps, step =>
        {
            Assert.Equal(tokenizer.EosId, step.OutputIds[^1]);
            Assert.InRange(step.ActionStart, 1, step.OutputIds.Length - 2);
            Assert.Equal($"\"{step.ActionText}\"}}", "\"" + tokenizer.Decode(step.OutputIds.AsSpan(step.ActionStart), skipSpecialTokens: true));
        });
    }

    [Fact]
    public async Task Runs_once_and_gives_the_same_bytes_elsewhere()
    {
        using TinyRun here = await TinyRun.CreateAsync(), there = await TinyRun.CreateAsync();
        StageSummary first = await DemonstrateStage.RunAsync(here.Context(), here.Session, default);
        StageSummary again = await DemonstrateStage.RunAsync(here.Context(), here.Session, default);
        Assert.Equal(first.Timings, again.Timings); // the stored summary
        await DemonstrateStage.RunAsync(there.Context(), there.Session, default);
        Assert.Equal(await here.BytesAsync(ArtifactName.Demonstrations(0)), await there.BytesAsync(ArtifactName.Demonstrations(0)));
    }

    [Fact]
    public async Task Splits_the_episodes_over_the_tasks_by_weight()
    {
        using TinyRun run = await TinyRun.CreateAsync(spec => spec with
        {
            Tasks = [new TaskSpec { Name = "numberline", Weight = 2 }, new TaskSpec { Name = "ezpoints" }],
        });
        await DemonstrateStage.RunAsync(run.Context(), run.Session, default);
        (ShardHeader first, StepRecord[] lines) = await run.ReadAsync(ArtifactName.Demonstrations(0), "shard-000.msgpack");
        (ShardHeader second, StepRecord[] points) = await run.ReadAsync(ArtifactName.Demonstrations(0), "shard-001.msgpack");
        Assert.Equal(("numberline", "ezpoints"), (first.Task, second.Task));
        Assert.Equal(20, lines.Select(step => step.Episode).Distinct().Count());
        Assert.Equal(10, points.Select(step => step.Episode).Distinct().Count());
    }

    [Theory]
    [InlineData("numberline")]
    [InlineData("ezpoints")]
    [InlineData("points24")]
    [InlineData("blackjack")]
    public async Task Every_task_can_be_demonstrated_with_true_thoughts(string task)
    {
        using TinyRun run = await TinyRun.CreateAsync(spec => spec with { Tasks = [new TaskSpec { Name = task }] });
        StageSummary summary = await DemonstrateStage.RunAsync(run.Context(), run.Session, default);
        Assert.Equal(1, summary.Metrics[MetricNames.Sample.ThoughtAccuracy]);
        Assert.Equal(0, summary.Metrics[MetricNames.Sample.IllegalRate]);
    }

    [Fact]
    public async Task A_dataset_source_is_refused_with_the_field_named()
    {
        using TinyRun run = await TinyRun.CreateAsync(spec => spec with { Sft = new SftSpec { Demonstrations = new DemonstrationSpec { Source = DemonstrationSource.Dataset } } });
        StageException error = await Assert.ThrowsAsync<StageException>(() => DemonstrateStage.RunAsync(run.Context(), run.Session, default));
        Assert.Equal(ExitCodes.BadManifest, error.ExitCode);
        Assert.Contains("spec.sft.demonstrations.source", error.Message);
    }
}
