using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RL4VLM.Operator.Runtime;
using RL4VLM.Operator.Runtime.Metrics;

namespace RL4VLM.Operator.Tests.Runtime;

public sealed class EventRecorderTests
{
    private static readonly V1ObjectReference Run = new()
    {
        ApiVersion = "rl4vlm.io/v1alpha1", Kind = "RL4VLMRun", NamespaceProperty = "ns", Name = "run", Uid = "uid-1",
    };

    private readonly FakeTimeProvider clock = new();
    private readonly Sink sink = new();

    [Fact]
    public async Task An_event_is_created_once_and_counted_when_it_comes_again()
    {
        EventRecorder recorder = Create();
        recorder.Record(Run, EventRecorder.Normal, "StageStarted", "ppo 1");
        clock.Advance(TimeSpan.FromMinutes(1));
        recorder.Record(Run, EventRecorder.Normal, "StageStarted", "ppo 1");
        clock.Advance(TimeSpan.FromMinutes(1));
        recorder.Record(Run, EventRecorder.Normal, "StageStarted", "ppo 1");
        recorder.Record(Run, EventRecorder.Normal, "StageStarted", "ppo 2");
        recorder.Complete();
        await recorder.RunAsync(CancellationToken.None);
        Assert.Equal(2, sink.Created.Count);
        Corev1Event first = sink.Created[0];
        Assert.Equal(("ns", "StageStarted", "ppo 1", "Normal", 1), (first.Metadata.NamespaceProperty, first.Reason, first.Message, first.Type, first.Count));
        Assert.Equal("uid-1", first.InvolvedObject.Uid);
        Assert.StartsWith("run.", first.Metadata.Name);
        Assert.NotEqual(first.Metadata.Name, sink.Created[1].Metadata.Name);
        Assert.Equal([(first.Metadata.Name, 2), (first.Metadata.Name, 3)], sink.Repeated.Select(one => (one.Name, one.Count)));
        Assert.Equal(clock.GetUtcNow().UtcDateTime, sink.Repeated[1].Last);
    }

    [Fact]
    public async Task An_event_that_the_server_has_forgotten_is_created_anew()
    {
        EventRecorder recorder = Create();
        recorder.Record(Run, EventRecorder.Warning, "Unschedulable", "no node");
        recorder.Record(Run, EventRecorder.Warning, "Unschedulable", "no node");
        sink.Gone = true;
        recorder.Complete();
        await recorder.RunAsync(CancellationToken.None);
        Assert.Equal(2, sink.Created.Count);
        Assert.All(sink.Created, one => Assert.Equal(1, one.Count));
    }

    [Fact]
    public async Task A_failure_is_logged_and_the_next_event_is_sent()
    {
        var log = new ListLogger();
        var recorder = new EventRecorder(sink, "rl4vlm-operator", clock, log);
        sink.Failures = 1;
        recorder.Record(Run, EventRecorder.Normal, "A", "a");
        recorder.Record(Run, EventRecorder.Normal, "B", "b");
        recorder.Complete();
        await recorder.RunAsync(CancellationToken.None);
        Assert.Equal("B", Assert.Single(sink.Created).Reason);
        Assert.Contains("event A about ns/run was not sent: no", Assert.Single(log.Lines));
    }

    [Fact]
    public async Task Recording_never_waits_and_what_is_too_much_is_dropped_and_counted()
    {
        using var metrics = new OperatorMetrics();
        using var registry = new PrometheusRegistry(metrics.Meter);
        var recorder = new EventRecorder(sink, "rl4vlm-operator", clock, NullLogger.Instance, metrics, perSecond: 1e9);
        for (int i = 0; i < 4596; i++) recorder.Record(Run, EventRecorder.Normal, "A", $"{i}");
        recorder.Complete();
        await recorder.RunAsync(CancellationToken.None);
        Assert.Equal(4096, sink.Created.Count);
        Assert.Contains("rl4vlm_operator_events_dropped_total 500\n", registry.Write());
    }

    [Fact]
    public async Task Memory_of_what_was_sent_is_bounded()
    {
        EventRecorder recorder = Create();
        using var stop = new CancellationTokenSource();
        Task run = recorder.RunAsync(stop.Token);
        for (int i = 0; i < 5000; i++)
        {
            recorder.Record(Run, EventRecorder.Normal, "A", $"{i}");
            if (i % 500 == 499)
            {
                int sent = i + 1;
                await Wait.For(() => sink.Count == sent, "the events to be sent");
            }
        }

        Assert.Equal(2048, recorder.Remembered);
        stop.Cancel();
        await run;
    }

    [Fact]
    public async Task A_long_message_is_cut_where_the_API_would_refuse_it()
    {
        EventRecorder recorder = Create();
        recorder.Record(Run, EventRecorder.Normal, "A", new string('x', 5000));
        recorder.Record(Run, EventRecorder.Normal, "A", string.Concat(Enumerable.Repeat("🙂", 600)));
        recorder.Complete();
        await recorder.RunAsync(CancellationToken.None);
        Assert.All(sink.Created, one => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(one.Message), 1000, 1024));
        Assert.All(sink.Created, one => Assert.EndsWith("…", one.Message));
        Assert.DoesNotContain('\uFFFD', sink.Created[1].Message);
    }

    private EventRecorder Create() => new(sink, "rl4vlm-operator", clock, NullLogger.Instance, perSecond: 1e9);

    private sealed class Sink : IEventSink
    {
        private int count;

        public List<Corev1Event> Created { get; } = [];

        public List<(string Name, int Count, DateTime Last)> Repeated { get; } = [];

        public bool Gone { get; set; }

        public int Failures { get; set; }

        public int Count => Volatile.Read(ref count);

        public Task CreateAsync(Corev1Event first, CancellationToken cancellation)
        {
            if (Failures-- > 0) throw new HttpRequestException("no");
            Created.Add(first);
            Interlocked.Increment(ref count);
            return Task.CompletedTask;
        }

        public Task<bool> RepeatAsync(string @namespace, string name, int count, DateTime last, CancellationToken cancellation)
        {
            if (Gone) return Task.FromResult(false);
            Repeated.Add((name, count, last));
            return Task.FromResult(true);
        }
    }
}
