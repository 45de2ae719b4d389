using RL4VLM.Cli.Running;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Tests.Running;

public sealed class LocalRunnerTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("rl4vlm-runner-").FullName;
    private readonly List<StageKey> worked = [];

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task A_run_does_every_stage_once_and_in_order()
    {
        RunManifest manifest = Manifest(iterations: 2);
        await RunAsync(manifest, CancellationToken.None);
        Assert.Equal(RunPlanner.AllKeys(manifest), worked);
    }

    [Fact]
    public async Task A_stopped_run_continues_where_it_stopped_whatever_stage_it_was_in()
    {
        RunManifest manifest = Manifest(iterations: 3);
        int total = RunPlanner.AllKeys(manifest).Count();
        for (int stopAfter = 0; stopAfter < total; stopAfter++)
        {
            using var stop = new CancellationTokenSource();
            int done = worked.Count;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(manifest, stop.Token, inside: () => stop.Cancel()));
            Assert.Equal(done, worked.Count);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(manifest, stop.Token));
            using var later = new CancellationTokenSource();
            if (stopAfter == total - 1) await RunAsync(manifest, later.Token, after: () => later.Cancel());
            else await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(manifest, later.Token, after: () => later.Cancel()));
            Assert.Equal(done + 1, worked.Count);
        }

        Assert.Equal(RunPlanner.AllKeys(manifest), worked);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(root, ".attempts")));
    }

    [Fact]
    public async Task A_finished_run_does_nothing_and_more_iterations_continue_it()
    {
        await RunAsync(Manifest(1), CancellationToken.None);
        worked.Clear();
        await RunAsync(Manifest(1), CancellationToken.None);
        Assert.Empty(worked);
        await RunAsync(Manifest(2), CancellationToken.None);
        Assert.Equal(["collect 2 worker 0", "collect 2 worker 1", "ppo 2", "evaluate 2 numberline"], worked.Select(key => key.ToString()));
    }

    [Fact]
    public async Task A_continued_run_stays_in_the_trace_of_the_iteration_it_was_stopped_in()
    {
        string file = Path.Combine(root, "trace.jsonl");
        RunManifest manifest = Manifest(2);
        foreach (StageKey _ in RunPlanner.AllKeys(manifest))
        {
            // Every stage in a run, and a trace file, of its own.
            using var trace = new TraceFile(file, TextWriter.Null);
            using var stop = new CancellationTokenSource();
            try
            {
                await RunAsync(manifest, stop.Token, after: stop.Cancel);
            }
            catch (OperationCanceledException)
            {
                Assert.NotEmpty(worked);
            }
        }

        Assert.Equal(RunPlanner.AllKeys(manifest), worked);
        var store = new DirectoryArtifactStore(root);
        var traces = new HashSet<string>();
        foreach (IGrouping<int, StageKey> iteration in worked.GroupBy(key => key.Iteration))
        {
            var own = new HashSet<string>();
            foreach (StageKey key in iteration) own.Add((await store.TryGetCommitAsync(key.Output))!.TraceContext!.Split('-')[1]);
            Assert.True(traces.Add(Assert.Single(own)));
        }

        string written = await File.ReadAllTextAsync(file);
        Assert.All(traces, trace => Assert.Contains(trace, written, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Plain_progress_is_one_line_per_stage()
    {
        var lines = new StringWriter();
        RunManifest manifest = Manifest(1);
        await RunAsync(manifest, CancellationToken.None, display: new PlainRunDisplay(lines, 1, TimeProvider.System));
        string[] written = lines.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(RunPlanner.AllKeys(manifest).Count(), written.Length);
        Assert.Contains(written, line => line.Contains("collect 1/1", StringComparison.Ordinal) && line.Contains("success 62.5 %", StringComparison.Ordinal) && line.Contains("thoughts 99.0 %", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_one_run_works_in_a_folder_at_a_time()
    {
        using (RunLock.Take(root))
        {
            StageException error = Assert.Throws<StageException>(() => RunLock.Take(root));
            Assert.Equal(ExitCodes.TryAgain, error.ExitCode);
            Assert.Contains(root, error.Message, StringComparison.Ordinal);
        }

        RunLock.Take(root).Dispose();
    }

    [Fact]
    public void Time_left_is_told_once_every_kind_of_stage_has_been_seen()
    {
        var estimator = new StageEstimator();
        StageKey[] left = [StageKey.Collect(3, 0), StageKey.Ppo(3), StageKey.Ppo(4)];
        estimator.Took(StageKey.Collect(1, 0), TimeSpan.FromSeconds(2));
        Assert.Null(estimator.Remaining(left));
        estimator.Took(StageKey.Ppo(1), TimeSpan.FromSeconds(4));
        estimator.Took(StageKey.Ppo(2), TimeSpan.FromSeconds(6));
        Assert.Equal(TimeSpan.FromSeconds(12), estimator.Remaining(left));
    }

    private Task RunAsync(RunManifest manifest, CancellationToken cancellation, Action? inside = null, Action? after = null, IRunDisplay? display = null)
    {
        StageMain fake = async (context, token) =>
        {
            StageKey key = default;
            int before = worked.Count;
            StageSummary summary = await CommittedStage.RunAsync(context, Output(context, out key), async (folder, inner) =>
            {
                await File.WriteAllTextAsync(Path.Combine(folder, "payload"), key.ToString(), inner);
                inside?.Invoke();
                inner.ThrowIfCancellationRequested();
                worked.Add(key);
                return new StageSummary
                {
                    Stage = key.Stage,
                    Iteration = key.Iteration,
                    Metrics = new Dictionary<string, double> { [MetricNames.Sample.Success] = 0.625, [MetricNames.Sample.ThoughtAccuracy] = 0.99 },
                };
            }, token);
            if (worked.Count > before) after?.Invoke();
            return summary;
        };
        string[] names = [StageNames.Initialize, StageNames.Demonstrate, StageNames.Sft, StageNames.Collect, StageNames.Ppo, StageNames.Evaluate];
        return new LocalRunner
        {
            Manifest = manifest,
            Store = new DirectoryArtifactStore(root),
            Stages = names.ToDictionary(name => name, name => (StageMain)((context, token) => fake(context with { Task = name == StageNames.Evaluate ? context.Task : name }, token))),
            Display = display ?? new PlainRunDisplay(TextWriter.Null, manifest.Spec.Ppo.Iterations, TimeProvider.System),
        }.RunAsync(cancellation);
    }

    private static ArtifactName Output(StageContext context, out StageKey key)
    {
        key = context.Task switch
        {
            StageNames.Collect => StageKey.Collect(context.Iteration, context.Worker),
            StageNames.Ppo => StageKey.Ppo(context.Iteration),
            "numberline" => StageKey.Evaluate(context.Iteration, "numberline"),
            _ => new StageKey(context.Task!),
        };
        return key.Output;
    }

    private static RunManifest Manifest(int iterations) => new()
    {
        Metadata = new RunMetadata { Name = "test" },
        Spec = new RunSpec
        {
            Tasks = [new TaskSpec { Name = "numberline" }],
            Ppo = new PpoSpec { Iterations = iterations },
            Rollout = new RolloutSpec { Workers = 2 },
            Evaluation = new EvaluationSpec { Every = 2 },
        },
    };
}
