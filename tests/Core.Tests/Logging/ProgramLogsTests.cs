using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using RL4VLM.Core.Logging;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;

namespace RL4VLM.Core.Tests.Logging;

public sealed class ProgramLogsTests
{
    private readonly StringWriter error = new();
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 28, 14, 5, 6, 78, TimeSpan.FromHours(2)));

    [Fact]
    public void A_line_has_time_level_logger_message_and_the_values_of_template_and_scopes()
    {
        ILogger logger = Json("api");
        using (logger.With(new KeyValuePair<string, object?>("run", "outer"), new("iteration", 3)))
        using (logger.With(new KeyValuePair<string, object?>("run", "team/a")))
        {
            logger.LogWarning("{ApiVerb} of {Message} took {Seconds:0.0} s, {IsLate}, {HTTPCode}, {Nothing}", "GET", "a \"b\" {c} é", 1.25, true, 404L, null);
        }

        JsonElement line = Assert.Single(Lines());
        Assert.Equal("2026-11-28T12:05:06.078Z", line.GetProperty("time").GetString());
        Assert.Equal(("warning", "api"), (line.GetProperty("level").GetString(), line.GetProperty("logger").GetString()));
        Assert.Equal("GET of a \"b\" {c} é took 1.3 s, True, 404, (null)", line.GetProperty("message").GetString());
        Assert.Equal("team/a", line.GetProperty("run").GetString());
        Assert.Equal(3, line.GetProperty("iteration").GetInt32());
        Assert.Equal("GET", line.GetProperty("api_verb").GetString());
        Assert.Equal("a \"b\" {c} é", line.GetProperty("value_message").GetString());
        Assert.Equal(1.25, line.GetProperty("seconds").GetDouble());
        Assert.True(line.GetProperty("is_late").GetBoolean());
        Assert.Equal(404, line.GetProperty("http_code").GetInt64());
        Assert.False(line.TryGetProperty("trace_id", out _));
        Assert.False(line.TryGetProperty("exception", out _));
    }

    [Fact]
    public void An_exception_with_its_stack_is_in_the_one_line()
    {
        Exception thrown = Assert.Throws<InvalidOperationException>(() => Thrower("two\nlines"));
        Json("a").LogError(thrown, "failed\nbadly");
        JsonElement line = Assert.Single(Lines());
        Assert.Equal("failed\nbadly", line.GetProperty("message").GetString());
        Assert.Equal(thrown.ToString(), line.GetProperty("exception").GetString());
        Assert.Contains(nameof(Thrower), line.GetProperty("exception").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_trace_is_that_of_our_current_span_else_that_of_the_scope()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is StageSpans.SourceName or "Other",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var other = new ActivitySource("Other");
        ILogger logger = Json("a");
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736", Span = "00f067aa0ba902b7";
        using (logger.With(LogFields.OfTrace(StageSpans.Parse($"00-{Trace}-{Span}-01")!.Value)))
        {
            logger.LogInformation("outside");
            using (Activity span = StageSpans.Start(SpanNames.Load)!)
            {
                logger.LogInformation("inside");
                Assert.Equal((span.TraceId.ToHexString(), span.SpanId.ToHexString(), "01"), TraceOf(Lines()[1]));
            }

            using (other.StartActivity("somebody else's")) logger.LogInformation("beside");
        }

        logger.LogInformation("after");
        Assert.Equal((Trace, Span, "01"), TraceOf(Lines()[0]));
        Assert.Equal((Trace, Span, "01"), TraceOf(Lines()[2]));
        Assert.False(Lines()[3].TryGetProperty("trace_id", out _));
    }

    [Fact]
    public void Text_is_terse_for_a_stage_and_has_time_and_level_for_the_operator()
    {
        using (ILoggerFactory stage = ProgramLogs.OfStage(LogFormats.Text, error, clock))
        {
            stage.CreateLogger("rl4vlm-rollout").LogInformation("usage");
            stage.CreateLogger("rl4vlm-rollout").LogWarning("{Field}: wrong", "spec.seed");
            stage.CreateLogger(ProgramLogs.StageCategory).LogInformation("for machines");
        }

        using (ILoggerFactory operating = ProgramLogs.OfOperator(LogFormats.Text, error, clock)) operating.CreateLogger("api").LogError("no answer");
        Assert.Equal(["usage", "rl4vlm-rollout: spec.seed: wrong", "12:05:06 error api: no answer"], error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void A_line_reads_back_as_the_text_it_stands_for()
    {
        Exception thrown = Assert.Throws<InvalidOperationException>(() => Thrower("impossible"));
        ILogger logger = Json("rl4vlm-learner");
        logger.LogInformation("half done");
        logger.LogError("checkpoints/0000: its SHA-256 is wrong");
        logger.Say(LogLevel.Error, "bug", thrown);
        string[] lines = error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["half done", "rl4vlm-learner: checkpoints/0000: its SHA-256 is wrong", $"rl4vlm-learner: bug: {thrown}"], lines.Select(line => LogLine.TryRead(line)!.ToText()));
        Assert.Equal(clock.GetUtcNow(), LogLine.TryRead(lines[0])!.Time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"time\": 3, \"level\": \"info\", \"message\": \"m\"}")]
    [InlineData("{\"time\": \"2026-11-28T12:05:06Z\", \"level\": \"info\"}")]
    [InlineData("[1]")]
    [InlineData("{\"time\":\"2026-11-28T12:05:06Z\",\"level\":\"info\",\"message\":\"cut o")]
    public void Another_line_is_none_of_ours(string line) => Assert.Null(LogLine.TryRead(line));

    [Theory]
    [InlineData(null, "text")]
    [InlineData("", "text")]
    [InlineData("text", "text")]
    [InlineData("json", "json")]
    public void The_format_is_text_unless_the_variable_says_json(string? value, string expected) => Assert.Equal(expected, LogFormats.Read(_ => value));

    [Fact]
    public void A_format_that_is_none_exits_64_naming_the_variable()
    {
        StageException wrong = Assert.Throws<StageException>(() => LogFormats.Read(_ => "JSON"));
        Assert.Equal((64, "RL4VLM_LOG_FORMAT: 'JSON' is none of json, text"), (wrong.ExitCode, wrong.Message));
    }

    private static void Thrower(string message) => throw new InvalidOperationException(message);

    private static (string?, string?, string?) TraceOf(JsonElement line) =>
        (line.GetProperty("trace_id").GetString(), line.GetProperty("span_id").GetString(), line.GetProperty("trace_flags").GetString());

    private ILogger Json(string logger) => ProgramLogs.OfStage(LogFormats.Json, error, clock).CreateLogger(logger);

    private JsonElement[] Lines() => [.. error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
