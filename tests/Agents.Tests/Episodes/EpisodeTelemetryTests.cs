using System.Collections.Concurrent;
using System.Diagnostics;
using RL4VLM.Agents.Dialogues;
using RL4VLM.Agents.Episodes;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Telemetry;

namespace RL4VLM.Agents.Tests.Episodes;

public sealed class EpisodeTelemetryTests : IDisposable
{
    private readonly ConcurrentBag<Activity> ended = [];
    private readonly ActivityListener listener;

    public EpisodeTelemetryTests()
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
    public void However_much_is_played_the_spans_are_few_and_no_answer_is_left_out()
    {
        using Activity stage = StageSpans.Start("test")!;
        EpisodeSource source = Play(episodes: 3000);
        Assert.Same(stage, Activity.Current);
        Activity[] own = [.. ended.Where(span => span.TraceId == stage.TraceId)];
        Activity[] episodes = [.. own.Where(span => span.OperationName == SpanNames.Episode)], generations = [.. own.Where(span => span.OperationName == SpanNames.Generation("fake"))];
        Assert.InRange(episodes.Length, 16, 64);
        Assert.InRange(generations.Length, 16, 160);
        Assert.All(own, span => Assert.Equal(stage.SpanId, span.ParentSpanId));
        Assert.Equal(source.StepsDone, generations.Sum(span => (int)span.GetTagItem(AttributeNames.Answers)!));
        Assert.Equal(source.TokensDone, generations.Sum(span => (long)span.GetTagItem(AttributeNames.GenAiOutputTokens)!));
        Assert.Equal(episodes.Select(span => span.SpanId.ToHexString()).Order(), generations.SelectMany(span => span.Links).Select(link => link.Context.SpanId.ToHexString()).Distinct().Order());
    }

    [Fact]
    public void Outside_a_stage_there_are_no_spans()
    {
        using var outer = new Activity("somebody else's").Start();
        Play(episodes: 5);
        Assert.DoesNotContain(ended, span => span.TraceId == outer.TraceId && span != outer);
    }

    private static EpisodeSource Play(int episodes)
    {
        var input = new FakeInput();
        var source = new EpisodeSource(
            new EpisodeOptions
            {
                Model = "fake",
                CreateEnvironment = () => new FakeEnvironment(),
                Dialogue = TaskDialogues.For(new TaskSpec { Name = "numberline" }, Fidelity.Corrected),
                Slots = 4,
                EpisodeSeed = (episode, _) => (ulong)episode,
                SamplingSeed = 1,
                EpisodeBudget = episodes,
            },
            input);
        FakeGenerator.Run(source, _ => """{"action": "+"}""");
        return source;
    }
}
