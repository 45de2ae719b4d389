namespace RL4VLM.Operator.Runtime;

/// <summary>The cluster's objects of one kind as last seen. Objects are shared: a reader must not change one.</summary>
public interface IObjectCache<T> where T : class
{
    /// <summary>Whether one full list has been taken in; before, that an object is missing means nothing.</summary>
    bool HasSynced { get; }

    T? Get(ObjectKey key);

    /// <summary>The objects whose index function gave <paramref name="value"/>, by key.</summary>
    IReadOnlyList<T> ByIndex(string value);

    IReadOnlyList<T> All();
}
