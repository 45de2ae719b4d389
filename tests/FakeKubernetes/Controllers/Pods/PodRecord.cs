namespace RL4VLM.FakeKubernetes.Controllers.Pods;

/// <summary>One pod whose containers were started.</summary>
public sealed record PodRecord
{
    public required string Uid { get; init; }

    public required string Namespace { get; init; }

    public required string Pod { get; init; }

    /// <summary>The Job it belongs to; null for another pod.</summary>
    public string? Job { get; init; }

    public string? JobUid { get; init; }

    /// <summary>Completion index; null when the Job is not Indexed.</summary>
    public int? Index { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public required string Node { get; init; }

    public required DateTimeOffset Started { get; init; }

    /// <summary>Order of starts and ends among all pods: equal times are told apart.</summary>
    public required long StartOrder { get; init; }

    /// <summary>null while a container runs.</summary>
    public DateTimeOffset? Ended { get; init; }

    public long? EndOrder { get; init; }

    /// <summary>Succeeded, Failed, or Lost when nobody saw how it ended.</summary>
    public string? Outcome { get; init; }

    /// <summary>Of the first container that failed, else 0; null when nobody saw it.</summary>
    public int? ExitCode { get; init; }

    public bool Overlaps(PodRecord other) => (EndOrder is null || other.StartOrder < EndOrder) && (other.EndOrder is null || StartOrder < other.EndOrder);
}
