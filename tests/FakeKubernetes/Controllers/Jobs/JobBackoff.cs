using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Controllers.Jobs;

/// <summary>How long a Job waits before it replaces failed pods: 10 s, doubled per failure since the last success, at most six minutes.</summary>
/// <param name="Failures">Since the last success.</param>
/// <param name="LastFailure">null when none.</param>
internal sealed record JobBackoff(int Failures, DateTimeOffset? LastFailure)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(6);

    public static JobBackoff None { get; } = new(0, null);

    public static TimeSpan Remaining(int failures, DateTimeOffset? lastFailure, DateTimeOffset now)
    {
        if (failures == 0 || lastFailure is not { } last) return TimeSpan.Zero;
        TimeSpan wait = First;
        for (int i = 1; i < failures && wait < Longest; i++) wait = wait * 2 < Longest ? wait * 2 : Longest;
        TimeSpan left = last + wait - now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    public TimeSpan Remaining(DateTimeOffset now) => Remaining(Failures, LastFailure, now);

    /// <summary>With the pods that newly ended.</summary>
    public JobBackoff After(IReadOnlyCollection<JsonObject> succeeded, IReadOnlyCollection<JsonObject> failed)
    {
        if (succeeded.Count == 0 && failed.Count == 0) return this;
        DateTimeOffset[] failures = [.. failed.Select(JobPods.FinishedAt).Order()];
        if (succeeded.Count == 0) return new(Failures + failures.Length, failures[^1]);
        DateTimeOffset success = succeeded.Max(JobPods.FinishedAt);
        failures = [.. failures.Where(time => time > success)];
        return failures.Length == 0 ? None : new(failures.Length, failures[^1]);
    }
}
