using System.Globalization;
using System.Text;
using System.Threading.Channels;
using k8s.Models;
using Microsoft.Extensions.Logging;
using RL4VLM.Operator.Runtime.Metrics;

namespace RL4VLM.Operator.Runtime;

/// <summary>Kubernetes Events about an object. Recording never waits and never fails: when too many wait, the newest is dropped and
/// counted; when sending fails, it is logged. The same event again is one more of the first one's count.</summary>
public sealed class EventRecorder
{
    public const string Normal = "Normal";
    public const string Warning = "Warning";

    private const int Waiting = 4096; // two or three of each of a thousand runs created at once
    private const int RememberedEvents = 2048;
    private const int LongestMessage = 1024; // bytes, the API's own limit

    private readonly Channel<Occurrence> channel = Channel.CreateBounded<Occurrence>(
        new BoundedChannelOptions(Waiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });


    private readonly Dictionary<EventIdentity, SentEvent> sent = [];
    private readonly RecentSet<EventIdentity> recent;
    private readonly TokenBucket bucket;
    private readonly IEventSink sink;
    private readonly string component;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly OperatorMetrics? metrics;
    private long number;

    /// <param name="sink">Where events go.</param>
    /// <param name="component">The reporter's name, for example <c>rl4vlm-operator</c>.</param>
    /// <param name="clock">Gives the times.</param>
    /// <param name="logger">Takes failures.</param>
    /// <param name="metrics">Counts the dropped.</param>
    /// <param name="perSecond">Most sent: events are for people, and a burst of a thousand runs starts its Jobs first.</param>
    public EventRecorder(IEventSink sink, string component, TimeProvider clock, ILogger logger, OperatorMetrics? metrics = null, double perSecond = 50)
    {
        this.sink = sink;
        this.component = component;
        this.clock = clock;
        this.logger = logger;
        this.metrics = metrics;
        recent = new RecentSet<EventIdentity>(RememberedEvents);
        bucket = new TokenBucket(perSecond, (int)Math.Min(2 * perSecond, int.MaxValue), clock);
    }

    /// <summary>Sent events whose repetition would be counted.</summary>
    internal int Remembered => sent.Count;

    /// <param name="about">With apiVersion, kind, namespace, name and uid.</param>
    /// <param name="type"><see cref="Normal"/> or <see cref="Warning"/>.</param>
    /// <param name="reason">CamelCase.</param>
    /// <param name="message">For people; cut at 1024 bytes.</param>
    public void Record(V1ObjectReference about, string type, string reason, string message)
    {
        if (!channel.Writer.TryWrite(new Occurrence(about, type, reason, Fit(message), clock.GetUtcNow().UtcDateTime))) metrics?.RecordEventDropped();
    }

    /// <summary>No more will be recorded: <see cref="RunAsync"/> ends when everything is sent.</summary>
    public void Complete() => channel.Writer.TryComplete();

    /// <summary>Sends until completed or cancelled; the only sender.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (Occurrence occurrence in channel.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                if (bucket.Reserve() is { Ticks: > 0 } wait) await Task.Delay(wait, clock, cancellation).ConfigureAwait(false);
                try
                {
                    await SendAsync(occurrence, cancellation).ConfigureAwait(false);
                }
                catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
                {
                    logger.LogWarning("event {Reason} about {Namespace}/{Name} was not sent: {Message}", occurrence.Reason, occurrence.About.NamespaceProperty, occurrence.About.Name, e.Message);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The caller's wish; what waits is lost.
        }
    }

    private static string Fit(string message)
    {
        if (Encoding.UTF8.GetByteCount(message) <= LongestMessage) return message;
        const string End = "…";
        Span<byte> bytes = stackalloc byte[LongestMessage - 3];
        // Stops before the first character that does not fit as a whole.
        Encoding.UTF8.GetEncoder().Convert(message, bytes, flush: false, out _, out int used, out _);
        return Encoding.UTF8.GetString(bytes[..used]) + End;
    }

    private async Task SendAsync(Occurrence occurrence, CancellationToken cancellation)
    {
        var identity = new EventIdentity(occurrence.About.Uid, occurrence.Type, occurrence.Reason, occurrence.Message);
        if (sent.TryGetValue(identity, out SentEvent? before))
        {
            SentEvent again = before with { Count = before.Count + 1 };
            if (await sink.RepeatAsync(again.Namespace, again.Name, again.Count, occurrence.Time, cancellation).ConfigureAwait(false))
            {
                Keep(identity, again);
                return;
            }
        }

        // Events expire on the server after an hour or so; then the next one is a first one.
        Corev1Event first = Create(occurrence);
        await sink.CreateAsync(first, cancellation).ConfigureAwait(false);
        Keep(identity, new SentEvent(first.Metadata.NamespaceProperty, first.Metadata.Name, 1));
    }

    private void Keep(EventIdentity identity, SentEvent value)
    {
        if (!sent.ContainsKey(identity) && sent.Count >= RememberedEvents) sent.Remove(recent.Oldest);
        sent[identity] = value;
        recent.Add(identity);
    }

    private Corev1Event Create(Occurrence occurrence) => new()
    {
        ApiVersion = Corev1Event.KubeApiVersion,
        Kind = Corev1Event.KubeKind,
        Metadata = new V1ObjectMeta
        {
            Name = NameOf(occurrence),
            NamespaceProperty = occurrence.About.NamespaceProperty ?? "default",
        },
        InvolvedObject = occurrence.About,
        Type = occurrence.Type,
        Reason = occurrence.Reason,
        Message = occurrence.Message,
        FirstTimestamp = occurrence.Time,
        LastTimestamp = occurrence.Time,
        Count = 1,
        Source = new V1EventSource { Component = component },
        ReportingComponent = component,
    };

    /// <summary>Unique: the object's name, the time, and a number for two at one time.</summary>
    private string NameOf(Occurrence occurrence) =>
        string.Create(CultureInfo.InvariantCulture, $"{occurrence.About.Name}.{occurrence.Time.Ticks:x}{++number & 0xfff:x3}");

    private sealed record Occurrence(V1ObjectReference About, string Type, string Reason, string Message, DateTime Time);

    private readonly record struct EventIdentity(string Uid, string Type, string Reason, string Message);

    private sealed record SentEvent(string Namespace, string Name, int Count);
}
