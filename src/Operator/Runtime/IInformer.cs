namespace RL4VLM.Operator.Runtime;

/// <summary>A cache that follows the cluster: one <see cref="Informer{T}"/>, or an <see cref="InformerGroup{T}"/> of one per namespace.</summary>
public interface IInformer<T> : IObjectCache<T> where T : class
{
    /// <summary>After every change of the cache, own writes included: added is (null, new), updated (old, new), deleted (last state,
    /// null), recreated under the same name first deleted, then added. Handlers are quick and thread-safe: they put keys into a queue.</summary>
    event Action<T?, T?>? Changed;

    /// <summary>What this is a cache of, for logs and metrics.</summary>
    string Name { get; }

    /// <summary>How long ago the loop last did anything, be it a failed attempt.</summary>
    TimeSpan SinceLastTurn { get; }

    /// <summary>Follows the cluster until cancelled.</summary>
    Task RunAsync(CancellationToken cancellation);

    Task WaitForSyncAsync(CancellationToken cancellation);

    /// <summary>Takes in the answer to a create or patch of ours at once, so that the next look does not miss it. The watch event of
    /// the same write then changes nothing, an older one undoes nothing; a delete event removes it.</summary>
    void Remember(T written);
}
