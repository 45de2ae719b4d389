namespace RL4VLM.FakeKubernetes.Http;

/// <summary>How the API behaves.</summary>
public sealed record ApiOptions
{
    /// <summary>Whether roles are enforced; requests are always recorded.</summary>
    public bool EnforceRoles { get; init; }

    /// <summary>What a container has written; null when there is none.</summary>
    public Func<LogRequest, string?> Logs { get; set; } = _ => "";
}

/// <param name="Namespace">Of the pod.</param>
/// <param name="Pod">Its name.</param>
/// <param name="Container">Its container; null when the request names none.</param>
/// <param name="Previous">Whether the log before the last restart is asked for.</param>
public sealed record LogRequest(string Namespace, string Pod, string? Container, bool Previous);
