namespace RL4VLM.Operator.Runtime;

/// <summary>Where an informer gets objects of one kind from.</summary>
public interface IObjectSource<T> where T : class
{
    /// <summary>For logs and metrics, for example <c>jobs</c>.</summary>
    string Name { get; }

    /// <summary>One page of the current list.</summary>
    /// <param name="continueToken">Of the page before; null for the first.</param>
    /// <param name="limit">Most objects in the page; null for all of them.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <exception cref="ResourceExpiredException">The token is too old (410).</exception>
    Task<ObjectPage<T>> ListAsync(string? continueToken, int? limit, CancellationToken cancellation);

    /// <summary>What happens after <paramref name="resourceVersion"/>, bookmarks included, until the server ends it.</summary>
    /// <exception cref="ResourceExpiredException">The version is too old (410, as a status or as an ERROR event).</exception>
    IAsyncEnumerable<ObjectEvent<T>> WatchAsync(string resourceVersion, TimeSpan timeout, CancellationToken cancellation);
}

/// <param name="Items">Objects of the page.</param>
/// <param name="ResourceVersion">Of the whole list: where a watch goes on.</param>
/// <param name="Continue">Token for the next page; null or empty after the last.</param>
public sealed record ObjectPage<T>(IReadOnlyList<T> Items, string? ResourceVersion, string? Continue = null);

public enum ObjectChange
{
    /// <summary>Added or modified: the difference depends on what the cache holds, not on what the server thinks it does.</summary>
    Applied,
    Deleted,

    /// <summary>Only the object's resourceVersion has a meaning.</summary>
    Bookmark,
}

/// <param name="Change">What happened.</param>
/// <param name="Object">The object after it; the last state of a deleted one.</param>
public readonly record struct ObjectEvent<T>(ObjectChange Change, T Object);

/// <summary>HTTP 410: the server no longer has the history that was asked for; only a new list helps.</summary>
public sealed class ResourceExpiredException(string message, Exception? inner = null) : Exception(message, inner);
