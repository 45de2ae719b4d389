using System.Collections.Concurrent;
using RL4VLM.FakeKubernetes.Http;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Faults;

/// <summary>When a request that is to fail does so.</summary>
public enum FaultTiming
{
    /// <summary>Nothing is done.</summary>
    Before,

    /// <summary>It is done, and the answer is lost.</summary>
    After,
}

/// <summary>What goes wrong between client and server.</summary>
public sealed class FaultInjector
{
    private readonly Lock gate = new();
    private readonly List<Rule> rules = [];
    private readonly List<(ResourceKind? Kind, WatchFate Fate, int Remaining)> watchRules = [];
    private readonly ConcurrentDictionary<ResourceKind, long> stale = [];

    internal FaultInjector(ClusterStore store) => store.WatchFault = FateOf;

    /// <summary>Added to every request, on the cluster's clock.</summary>
    public Func<ApiRoute, TimeSpan>? Latency { get; set; }

    /// <summary>Decides about any request, for tests that draw their own faults; null lets it pass.</summary>
    public Func<ApiRoute, RequestFault?>? Decide { get; set; }

    /// <summary>Decides about any watch event.</summary>
    public Func<ResourceKind, WatchEvent, WatchFate>? DecideWatch { get; set; }

    /// <summary>The next <paramref name="count"/> requests that match fail.</summary>
    public void FailNext(int count, RequestFault fault, Func<ApiRoute, bool>? match = null)
    {
        lock (gate) rules.Add(new Rule(fault, match) { Remaining = count });
    }

    /// <summary>The next <paramref name="count"/> events to any watch of the kind (every one when null) meet this fate.</summary>
    public void NextWatchEvents(int count, WatchFate fate, ResourceKind? kind = null)
    {
        lock (gate) watchRules.Add((kind, fate, count));
    }

    /// <summary>Lists that may be served from a cache (resourceVersion 0 or an older one) show the state at <paramref name="version"/>; null ends that.</summary>
    public void ServeStale(ResourceKind kind, long? version)
    {
        if (version is null) stale.TryRemove(kind, out _);
        else stale[kind] = version.Value;
    }

    public void Clear()
    {
        lock (gate)
        {
            rules.Clear();
            watchRules.Clear();
            stale.Clear();
            Latency = null;
            Decide = null;
            DecideWatch = null;
        }
    }

    internal long? StaleVersion(ResourceKind kind, long minimum) => stale.TryGetValue(kind, out long version) && version >= minimum ? version : null;

    internal RequestFault? Next(ApiRoute route)
    {
        if (Decide?.Invoke(route) is { } decided) return decided;
        lock (gate)
        {
            int index = rules.FindIndex(rule => rule.Match?.Invoke(route) ?? true);
            if (index < 0) return null;
            Rule rule = rules[index];
            if (--rule.Remaining <= 0) rules.RemoveAt(index);
            return rule.Fault;
        }
    }

    private WatchFate FateOf(ResourceKind kind, WatchEvent message)
    {
        if (DecideWatch?.Invoke(kind, message) is { } decided and not WatchFate.Deliver) return decided;
        lock (gate)
        {
            int index = watchRules.FindIndex(rule => rule.Kind is null || rule.Kind == kind);
            if (index < 0) return WatchFate.Deliver;
            (ResourceKind? ruleKind, WatchFate fate, int remaining) = watchRules[index];
            if (remaining <= 1) watchRules.RemoveAt(index);
            else watchRules[index] = (ruleKind, fate, remaining - 1);
            return fate;
        }
    }

    private sealed record Rule(RequestFault Fault, Func<ApiRoute, bool>? Match)
    {
        public int Remaining { get; set; }
    }
}

/// <summary>A failing answer.</summary>
/// <param name="Code">HTTP status; 0 breaks the connection.</param>
/// <param name="Timing">Before or after the request is carried out.</param>
/// <param name="RetryAfterSeconds">Header of 429 and 503.</param>
public sealed record RequestFault(int Code, FaultTiming Timing = FaultTiming.Before, int? RetryAfterSeconds = null)
{
    internal ApiResponse Response => Code == 0 ? new ApiResponse(0) { Aborted = true } : StatusBody.Failure(
        new ApiException(Code, Reason, $"injected fault: {Reason}"), null, null, RetryAfterSeconds);

    private string Reason => Code switch
    {
        400 => "BadRequest",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "NotFound",
        409 => "Conflict",
        410 => "Expired",
        429 => "TooManyRequests",
        503 => "ServiceUnavailable",
        504 => "Timeout",
        _ => "InternalError",
    };
}
