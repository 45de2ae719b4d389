using System.Diagnostics;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Telemetry;
using RL4VLM.Operator.Hosting;
using RL4VLM.Operator.Reconciling;

namespace RL4VLM.Operator.Tests.Hosting;

/// <summary>The spans that come of decisions.</summary>
public sealed class RunTracesTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly List<Activity> ended = [];
    private readonly RunTraces traces = new(new SharedFlush(_ => Task.FromResult(true), TimeProvider.System));
    private readonly ActivityListener listener;

    public RunTracesTests()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StageSpans.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
    }

    public void Dispose() => listener.Dispose();

    [Fact]
    public void A_trace_s_first_span_is_a_root_that_links_to_the_one_before()
    {
        var manifest = new RunManifest { Metadata = new RunMetadata { Name = "numberline", Namespace = "team" } };
        string setup = traces.Begin(manifest, 0, null)!, first = traces.Begin(manifest, 1, setup)!;
        Assert.True(traces.IsOn);
        Assert.Equal([SpanNames.IterationStart, SpanNames.IterationStart], ended.Select(span => span.OperationName));
        Assert.All(ended, span => Assert.Equal(default, span.ParentSpanId));
        Assert.Equal((ended[0].Id, ended[1].Id), (setup, first));
        Assert.Empty(ended[0].Links);
        Assert.Equal(ended[0].SpanId, Assert.Single(ended[1].Links).Context.SpanId);
        Assert.Equal("team/numberline", ended[1].GetTagItem(AttributeNames.Run));
    }

    [Fact]
    public void A_span_has_the_times_given_and_is_nobody_s_current_one()
    {
        Record(Noon, Noon.AddSeconds(7));
        Activity span = Assert.Single(ended);
        Assert.Equal((Noon.UtcDateTime, TimeSpan.FromSeconds(7)), (span.StartTimeUtc, span.Duration));
        Assert.Equal("00000000000000000000000000000001", span.TraceId.ToHexString());
        Assert.Equal("0000000000000001", span.ParentSpanId.ToHexString());
        Assert.Equal("initialize", span.GetTagItem(AttributeNames.Stage));
        Assert.Null(Activity.Current);
    }

    [Fact]
    public void One_without_an_end_ends_now_and_none_ends_later_than_that()
    {
        Record(Noon, null);
        Record(Noon, Noon.AddDays(1));
        Assert.All(ended, span => Assert.Equal(TimeSpan.FromMinutes(1), span.Duration));
    }

    [Fact]
    public void Clocks_that_disagree_make_no_span_end_before_it_begins()
    {
        Record(Noon.AddHours(1), null);
        Assert.True(Assert.Single(ended).Duration < TimeSpan.FromMilliseconds(1));
    }

    private void Record(DateTimeOffset start, DateTimeOffset? end) => traces.Record(
        new OperatorSpan(SpanNames.Queue, "00-00000000000000000000000000000001-0000000000000001-01", start, end, [new(AttributeNames.Stage, "initialize")]), Noon.AddMinutes(1));
}
