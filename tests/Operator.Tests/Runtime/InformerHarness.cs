using k8s.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RL4VLM.Operator.Runtime;
using RL4VLM.Operator.Runtime.Metrics;

namespace RL4VLM.Operator.Tests.Runtime;

/// <summary>An informer that runs on a <see cref="FakeSource"/> in fake time, with a record of what it announced.</summary>
internal sealed class InformerHarness : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly List<string> changes = [];
    private readonly Dictionary<string, string> heard = [];
    private Task run = Task.CompletedTask;

    public InformerHarness(InformerOptions? options = null, OperatorMetrics? metrics = null, ILogger? logger = null)
    {
        Informer = new Informer<V1ConfigMap>(Source, options ?? new InformerOptions(), value => value.Metadata.Labels?["run"], Clock, new Random(1),
            logger ?? NullLogger.Instance, metrics: metrics);
        Informer.Changed += (before, after) =>
        {
            lock (gate)
            {
                changes.Add(Describe(before, after));
                if (after is not null) heard[after.Metadata.Name] = FakeSource.Fingerprint(after);
                else heard.Remove(before!.Metadata.Name);
            }
        };
    }

    public FakeTimeProvider Clock { get; } = new();

    public FakeSource Source { get; } = new();

    public Informer<V1ConfigMap> Informer { get; }

    /// <summary>Announced since the last call: <c>+name uid</c>, <c>~name uid</c>, <c>-name uid</c>.</summary>
    public string[] TakeChanges()
    {
        lock (gate)
        {
            string[] taken = [.. changes];
            changes.Clear();
            return taken;
        }
    }

    public static ObjectKey Key(string name) => new("ns", name);

    /// <summary>Starts it and waits for its first watch.</summary>
    public async Task StartAsync()
    {
        run = Task.Run(() => Informer.RunAsync(stop.Token));
        await Informer.WaitForSyncAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(2));
        await WatchingAsync();
    }

    public void StartOnly() => run = Task.Run(() => Informer.RunAsync(stop.Token));

    public Task WatchingAsync() => Wait.For(() => Source.Watches > 0, "a watch", Clock, TimeSpan.FromSeconds(1));

    /// <summary>Waits until what the source holds is what the cache holds, and what was announced.</summary>
    public Task ConvergedAsync() => Wait.For(IsConverged, "the cache to agree with the source", Clock, TimeSpan.FromSeconds(1));

    /// <summary>Waits, in standing time, until the cache agrees with the source.</summary>
    public Task SettledAsync() => Wait.For(IsConverged, "the cache to agree with the source");

    public bool IsConverged()
    {
        Dictionary<string, string> wanted = Source.State();
        // The cache changes first and tells afterwards: a test that reads the announcements must have all of them.
        lock (gate)
        {
            if (heard.Count != wanted.Count || !heard.All(entry => wanted.GetValueOrDefault(entry.Key) == entry.Value)) return false;
        }

        IReadOnlyList<V1ConfigMap> all = Informer.All();
        return all.Count == wanted.Count && all.All(value => wanted.GetValueOrDefault(value.Metadata.Name) == FakeSource.Fingerprint(value));
    }

    public async ValueTask DisposeAsync()
    {
        stop.Cancel();
        await run.WaitAsync(TimeSpan.FromMinutes(2));
        stop.Dispose();
    }

    private static string Describe(V1ConfigMap? before, V1ConfigMap? after) => (before, after) switch
    {
        (null, { } added) => $"+{added.Metadata.Name} {added.Metadata.Uid}",
        ({ } old, null) => $"-{old.Metadata.Name} {old.Metadata.Uid}",
        _ => $"~{after!.Metadata.Name} {after.Metadata.Uid}",
    };
}
