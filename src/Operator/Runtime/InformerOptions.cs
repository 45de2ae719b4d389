namespace RL4VLM.Operator.Runtime;

/// <summary>How an <see cref="Informer{T}"/> talks to the server.</summary>
public sealed record InformerOptions
{
    /// <summary>Objects per page of a list.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>A watch without an event or a bookmark for so long is taken for dead and begun again.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>After which the server ends a watch, at random up to twice as long, so that watches do not all end at once.</summary>
    public TimeSpan WatchTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A watch that ends after so long is followed by a new list: what a server failed to send is lost for no longer.</summary>
    public TimeSpan RelistInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A watch that lasted so long was healthy: the next one begins without delay.</summary>
    public TimeSpan HealthyWatch { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Between failures in a row.</summary>
    public Backoff Backoff { get; init; } = Backoff.Connection;
}
