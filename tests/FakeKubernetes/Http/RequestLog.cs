using System.Collections.Concurrent;

namespace RL4VLM.FakeKubernetes.Http;

/// <summary>One request that was answered.</summary>
public sealed record RequestRecord(DateTimeOffset Time, string Method, string Path, string Verb, string Resource, string User, int Code);

/// <summary>What was asked: counters always, single requests when <see cref="Keep"/> says so.</summary>
public sealed class RequestLog
{
    private readonly ConcurrentDictionary<(string User, string Verb, string Resource, int Code), long> counts = [];
    private readonly ConcurrentQueue<RequestRecord> records = [];

    /// <summary>How many of the latest requests are kept.</summary>
    public int Keep { get; set; } = 1000;

    public IReadOnlyList<RequestRecord> Records => [.. records];

    /// <summary>Requests answered, by what is given.</summary>
    public long Count(string? user = null, string? verb = null, string? resource = null, int? code = null) => counts
        .Where(entry => (user is null || entry.Key.User == user) && (verb is null || entry.Key.Verb == verb)
            && (resource is null || entry.Key.Resource == resource) && (code is null || entry.Key.Code == code))
        .Sum(entry => entry.Value);

    /// <summary>Writes that were carried out: <c>jobs</c>, <c>rl4vlmruns/status</c>.</summary>
    public long WriteCount(string? resource = null, string? user = null) => counts
        .Where(entry => entry.Key.Verb is "create" or "update" or "patch" or "delete" or "deletecollection" && entry.Key.Code is >= 200 and < 300
            && (resource is null || entry.Key.Resource == resource) && (user is null || entry.Key.User == user))
        .Sum(entry => entry.Value);

    public void Clear()
    {
        counts.Clear();
        records.Clear();
    }

    internal void Add(RequestRecord record)
    {
        counts.AddOrUpdate((record.User, record.Verb, record.Resource, record.Code), 1, (_, count) => count + 1);
        if (Keep <= 0) return;
        records.Enqueue(record);
        while (records.Count > Keep && records.TryDequeue(out _)) { }
    }
}
