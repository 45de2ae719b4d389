using System.Diagnostics;
using System.Text;
using System.Text.Json;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;
using RL4VLM.Core.Tests.Manifest;

namespace RL4VLM.Core.Tests.Stages;

public sealed class StageHostTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("rl4vlm-host-").FullName;
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();
    private readonly Dictionary<string, string> environment = [];
    private readonly Dictionary<string, string?> telemetry = [];
    private DateTimeOffset processStart = DateTimeOffset.UtcNow;
    private RunManifest manifest = Manifests.Valid(Manifests.Least.Replace("{name: a}", "{name: test, namespace: team}", StringComparison.Ordinal));

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task A_finished_stage_exits_0_and_its_summary_is_on_stdout_and_the_termination_path()
    {
        string path = Path.Combine(root, "termination");
        environment[StageHost.TerminationMessageVariable] = path;
        environment[StageArguments.CompletionIndexVariable] = "3";
        StageContext? seen = null;
        int code = await RunAsync((context, _) =>
        {
            seen = context;
            return Task.FromResult(new StageSummary { Stage = "collect", Iteration = context.Iteration, Worker = context.Worker });
        }, "collect", "--manifest", "m.yaml", "--iteration=7", "--workers", "2,0", "--task", "numberline");

        Assert.Equal(0, code);
        Assert.Equal((7, 3, "numberline", "test"), (seen!.Iteration, seen.Worker, seen.Task, seen.Run));
        Assert.Equal([0, 2], seen.Workers);
        Assert.Equal(output.ToString().TrimEnd(), await File.ReadAllTextAsync(path));
        Assert.Equal(3, JsonDocument.Parse(output.ToString()).RootElement.GetProperty("worker").GetInt32());
    }

    [Theory]
    [InlineData(64, "name a stage")]
    [InlineData(64, "'sft' is not a stage", "sft")]
    [InlineData(64, "--manifest is missing", "collect")]
    [InlineData(64, "--iteration: '-1'", "collect", "--manifest", "m", "--iteration", "-1")]
    [InlineData(64, "--worker", "collect", "--manifest", "m", "--worker")]
    [InlineData(64, "unknown argument '--colour'", "collect", "--manifest", "m", "--colour", "red")]
    public async Task A_wrong_command_line_exits_64_with_a_hint(int expected, string message, params string[] args)
    {
        Assert.Equal(expected, await RunAsync((_, _) => throw new InvalidOperationException("not reached"), args));
        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
        Assert.Contains("usage:", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failures_become_the_exit_codes_of_the_design()
    {
        (Exception, int, string)[] cases =
        [
            (StageException.Corrupt("shard-000", "bad magic", 12), 65, "shard-000: bad magic (offset 12)"),
            (new StageException(78, "spec.seed: wrong"), 78, "spec.seed: wrong"),
            (new StageException(70, "NaN in policy loss"), 70, "NaN in policy loss"),
            (new IOException("disk full"), 75, "disk full"),
            (new HttpRequestException("no route"), 75, "no route"),
            (new OperationCanceledException(), 75, "stopped before the commit"),
            (new InvalidOperationException("impossible"), 70, "impossible"),
        ];
        foreach ((Exception exception, int expected, string message) in cases)
        {
            error.GetStringBuilder().Clear();
            Assert.Equal(expected, await RunAsync((_, _) => Task.FromException<StageSummary>(exception), "collect", "--manifest", "m"));
            Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
            bool isBug = exception is InvalidOperationException;
            Assert.Equal(isBug, error.ToString().Contains(nameof(InvalidOperationException), StringComparison.Ordinal));
        }

        Assert.Empty(output.ToString());
    }

    [Fact]
    public async Task A_stage_stopped_before_its_commit_leaves_nothing_and_exits_75()
    {
        using var stop = new CancellationTokenSource();
        int code = await RunAsync((context, cancellation) => CommittedStage.RunAsync(context, ArtifactName.Checkpoint(1), async (folder, token) =>
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "half"), "x", CancellationToken.None);
            await stop.CancelAsync();
            token.ThrowIfCancellationRequested();
            return new StageSummary { Stage = "collect" };
        }, cancellation), stop.Token, "collect", "--manifest", "m");
        Assert.Equal(75, code);
        Assert.Equal(["manifest.json"], Directory.GetFiles(root, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_rerun_gives_the_stored_summary_without_doing_the_work()
    {
        int done = 0;
        Task<StageSummary> Stage(StageContext context, CancellationToken cancellation) => CommittedStage.RunAsync(context, ArtifactName.Checkpoint(1), async (folder, token) =>
        {
            done++;
            await File.WriteAllTextAsync(Path.Combine(folder, "a"), "x", token);
            return new StageSummary { Stage = "ppo", Metrics = new Dictionary<string, double> { ["reward"] = done } };
        }, cancellation);

        Assert.Equal(0, await RunAsync(Stage, "collect", "--manifest", "m"));
        string first = output.ToString();
        output.GetStringBuilder().Clear();
        Assert.Equal(0, await RunAsync(Stage, "collect", "--manifest", "m"));
        Assert.Equal(1, done);
        Assert.Equal(first, output.ToString());
        Assert.Contains("\"artifacts\":[\"checkpoints/0001\"]", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stages_span_lies_under_the_context_it_was_given_and_its_commit_keeps_it()
    {
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736", Parent = "00f067aa0ba902b7";
        environment["TRACEPARENT"] = $"00-{Trace}-{Parent}-01";
        var spans = new System.Collections.Concurrent.ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StageSpans.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        Assert.Equal(0, await RunAsync((context, cancellation) => CommittedStage.RunAsync(context, ArtifactName.Checkpoint(1), async (folder, token) =>
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "a"), "x", token);
            return new StageSummary { Stage = "collect" };
        }, cancellation), "collect", "--manifest", "m", "--iteration", "1"));

        Activity stage = Assert.Single(spans, span => span.TraceId.ToHexString() == Trace && span.OperationName == SpanNames.Stage("collect"));
        Assert.Equal(Parent, stage.ParentSpanId.ToHexString());
        Assert.Equal("team/test", stage.GetTagItem(AttributeNames.Run));
        Assert.Contains(spans, span => span.OperationName == SpanNames.Commit && span.ParentSpanId == stage.SpanId);
        Commit? commit = await new DirectoryArtifactStore(root).TryGetCommitAsync(ArtifactName.Checkpoint(1));
        Assert.Equal(stage.Id, commit!.TraceContext);
    }

    [Fact]
    public async Task A_process_that_was_given_its_trace_has_a_start_up_span_that_ends_where_its_stage_begins()
    {
        const string Trace = "5bf92f3577b34da6a3ce929d0e0e4737", Parent = "10f067aa0ba902b8";
        var spans = new System.Collections.Concurrent.ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StageSpans.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        processStart = DateTimeOffset.UtcNow.AddSeconds(-3);
        Task<StageSummary> Stage(StageContext context, CancellationToken cancellation) => Task.FromResult(new StageSummary { Stage = "collect" });
        Assert.Equal(0, await RunAsync(Stage, "collect", "--manifest", "m", "--iteration", "8", "--worker", "77"));
        Assert.DoesNotContain(spans, span => span.OperationName == SpanNames.Startup && Equals(span.GetTagItem(AttributeNames.Worker), 77));

        environment["TRACEPARENT"] = $"00-{Trace}-{Parent}-01";
        Assert.Equal(0, await RunAsync(Stage, "collect", "--manifest", "m", "--iteration", "8", "--worker", "77"));
        Activity startup = Assert.Single(spans, span => span.TraceId.ToHexString() == Trace && span.OperationName == SpanNames.Startup);
        Activity stage = Assert.Single(spans, span => span.TraceId.ToHexString() == Trace && span.OperationName == SpanNames.Stage("collect"));
        Assert.Equal(Parent, startup.ParentSpanId.ToHexString());
        Assert.Equal(processStart.UtcDateTime, startup.StartTimeUtc);
        Assert.InRange(stage.StartTimeUtc - (startup.StartTimeUtc + startup.Duration), TimeSpan.FromMilliseconds(-50), TimeSpan.FromMinutes(1));
        Assert.Equal(stage.TagObjects.Where(tag => tag.Key != AttributeNames.ErrorType), startup.TagObjects);
        Assert.All(startup.TagObjects, tag => Assert.Contains(tag.Key, TelemetryTable.Spans.Single(span => span.Name == SpanNames.Startup).Attributes));
    }

    [Fact]
    public async Task In_a_pod_every_line_is_JSON_with_the_stage_and_its_trace()
    {
        const string Trace = "6bf92f3577b34da6a3ce929d0e0e4738";
        environment["RL4VLM_LOG_FORMAT"] = "json";
        environment["TRACEPARENT"] = $"00-{Trace}-10f067aa0ba902b8-01";
        telemetry["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1";
        Assert.Equal(0, await RunAsync((context, cancellation) => CommittedStage.RunAsync(context, ArtifactName.Trajectories(4, 2), async (folder, token) =>
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "a"), "x", token);
            return new StageSummary { Stage = "collect" };
        }, cancellation), "collect", "--manifest", "m", "--iteration", "4", "--worker", "2"));

        // The warning comes when an export failed, between any two of the stage's own lines.
        JsonElement[] lines = Logged(), own = [.. lines.Where(line => line.GetProperty("level").GetString() != "warning").Take(3)];
        Assert.Equal(["collect 4: begins", "committed trajectories/0004/worker-002", "collect 4: done after"], own.Select(line => System.Text.RegularExpressions.Regex.Replace(Words(line), ", attempt.*| [0-9.]+ s$", "")));
        Assert.All(own, line =>
        {
            Assert.Equal(Trace, line.GetProperty("trace_id").GetString());
            Assert.Equal(("team/test", "collect"), (line.GetProperty("run").GetString(), line.GetProperty("stage").GetString()));
            Assert.Equal((4, 2), (line.GetProperty("iteration").GetInt32(), line.GetProperty("worker").GetInt32()));
            // Exported, so that the stage has a span of its own.
            Assert.NotEqual("10f067aa0ba902b8", line.GetProperty("span_id").GetString());
        });
        JsonElement warning = Assert.Single(lines, line => line.GetProperty("level").GetString() == "warning");
        Assert.StartsWith("telemetry: ", Words(warning), StringComparison.Ordinal);
        Assert.Equal("rl4vlm-test", warning.GetProperty("logger").GetString());
    }

    [Fact]
    public async Task A_failure_is_one_JSON_line_with_its_exit_code_and_a_bug_with_its_stack()
    {
        environment["RL4VLM_LOG_FORMAT"] = "json";
        Assert.Equal(78, await RunAsync((_, _) => throw new StageException(78, "2 problems\n  spec.seed: wrong"), "collect", "--manifest", "m"));
        JsonElement failure = Assert.Single(Logged(), line => line.GetProperty("level").GetString() == "error");
        Assert.Equal(("2 problems\n  spec.seed: wrong", 78), (Words(failure), failure.GetProperty("exit_code").GetInt32()));
        Assert.False(failure.TryGetProperty("exception", out _));

        error.GetStringBuilder().Clear();
        Assert.Equal(70, await RunAsync((_, _) => throw new InvalidOperationException("impossible"), "collect", "--manifest", "m"));
        JsonElement bug = Assert.Single(Logged(), line => line.GetProperty("level").GetString() == "error");
        Assert.Equal("bug", Words(bug));
        Assert.StartsWith("System.InvalidOperationException: impossible\n   at ", bug.GetProperty("exception").GetString(), StringComparison.Ordinal);

        error.GetStringBuilder().Clear();
        Assert.Equal(64, await RunAsync((_, _) => throw new InvalidOperationException("not reached"), "collect"));
        Assert.Equal(["--manifest is missing", "usage"], Logged().Select(line => Words(line).Split(':')[0]));
    }

    [Fact]
    public async Task A_log_format_that_is_none_exits_64()
    {
        environment["RL4VLM_LOG_FORMAT"] = "xml";
        Assert.Equal(64, await RunAsync((_, _) => throw new InvalidOperationException("not reached"), "collect", "--manifest", "m"));
        Assert.Equal("rl4vlm-test: RL4VLM_LOG_FORMAT: 'xml' is none of json, text\n", error.ToString());
    }

    [Fact]
    public async Task A_collector_that_refuses_costs_a_stage_one_line()
    {
        telemetry["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1";
        Assert.Equal(0, await RunAsync((_, _) => Task.FromResult(new StageSummary { Stage = "collect" }), "collect", "--manifest", "m"));
        string warning = Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("rl4vlm-test: telemetry: ", warning, StringComparison.Ordinal);
        Assert.Contains("\"stage\":\"collect\"", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stage_of_another_run_under_the_same_name_exits_78_naming_what_differs()
    {
        Assert.Equal(0, await RunAsync((_, _) => Task.FromResult(new StageSummary { Stage = "collect" }), "collect", "--manifest", "m"));
        manifest = manifest with { Spec = manifest.Spec with { Seed = 9 } };
        Assert.Equal(78, await RunAsync((_, _) => throw new InvalidOperationException("not reached"), "collect", "--manifest", "m"));
        Assert.Contains("spec.seed", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_summary_too_large_for_the_termination_message_loses_the_least_important_first()
    {
        var summary = new StageSummary
        {
            Stage = "ppo",
            Iteration = 12,
            Artifacts = [.. Enumerable.Range(0, 40).Select(i => $"trajectories/0012/worker-{i:000}")],
            Metrics = Enumerable.Range(0, 200).ToDictionary(i => $"metric.with.a.long.name.{i:000}", i => i / 3.0),
            Timings = Enumerable.Range(0, 200).ToDictionary(i => $"timing.{i:000}", i => (double)i),
        };
        byte[] bytes = StageSummaryFit.ToUtf8(summary);
        Assert.InRange(bytes.Length, 1000, StageSummary.MaximumBytes);
        StageSummary read = CommitJson.ReadSummary(bytes, "test");
        Assert.Equal(("ppo", 12, 40), (read.Stage, read.Iteration, read.Artifacts.Count));
        Assert.True(read.Metrics.ContainsKey("metric.with.a.long.name.000"));
        Assert.Empty(read.Timings);

        byte[] monster = StageSummaryFit.ToUtf8(new StageSummary { Stage = "evaluate", Task = new string('é', 9000), Artifacts = [new string('x', 9000)] });
        Assert.InRange(monster.Length, 1, StageSummary.MaximumBytes);
        Assert.True(Encoding.UTF8.GetByteCount(Encoding.UTF8.GetString(monster)) == monster.Length);
    }

    private static string Words(JsonElement line) => line.GetProperty("message").GetString()!;

    private JsonElement[] Logged() => [.. error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private Task<int> RunAsync(StageMain stage, params string[] args) => RunAsync(stage, CancellationToken.None, args);

    private Task<int> RunAsync(StageMain stage, CancellationToken cancellation, params string[] args) => new StageHost
    {
        Program = "rl4vlm-test",
        Stages = new Dictionary<string, StageMain> { ["collect"] = stage },
        ReadManifest = _ => manifest,
        OpenStore = (_, _) => new DirectoryArtifactStore(root),
        Output = output,
        Error = error,
        Environment = name => environment.GetValueOrDefault(name),
        TelemetryVariables = telemetry,
        ProcessStart = () => processStart,
    }.RunAsync(args, cancellation);
}
