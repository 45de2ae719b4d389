namespace RL4VLM.Operator.Runtime;

/// <summary>One informer per namespace behind one cache, for an operator that may not read the whole cluster.</summary>
public sealed class InformerGroup<T> : IInformer<T> where T : class
{
    private readonly IReadOnlyDictionary<string, IInformer<T>> informers;
    private readonly Func<T, string> namespaceOf;

    /// <param name="informers">By namespace.</param>
    /// <param name="namespaceOf">The namespace of an object.</param>
    public InformerGroup(IReadOnlyDictionary<string, IInformer<T>> informers, Func<T, string> namespaceOf)
    {
        this.informers = informers;
        this.namespaceOf = namespaceOf;
        foreach (IInformer<T> informer in informers.Values) informer.Changed += (before, after) => Changed?.Invoke(before, after);
    }

    public event Action<T?, T?>? Changed;

    public string Name => informers.Values.Select(informer => informer.Name).FirstOrDefault() ?? "nothing";

    public bool HasSynced => informers.Values.All(informer => informer.HasSynced);

    public TimeSpan SinceLastTurn => informers.Values.Select(informer => informer.SinceLastTurn).DefaultIfEmpty().Max();

    public T? Get(ObjectKey key) => informers.GetValueOrDefault(key.Namespace)?.Get(key);

    public IReadOnlyList<T> ByIndex(string value) => [.. informers.Values.SelectMany(informer => informer.ByIndex(value))];

    public IReadOnlyList<T> All() => [.. informers.Values.SelectMany(informer => informer.All())];

    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(informers.Values.Select(informer => informer.RunAsync(cancellation)));

    public Task WaitForSyncAsync(CancellationToken cancellation) => Task.WhenAll(informers.Values.Select(informer => informer.WaitForSyncAsync(cancellation)));

    public void Remember(T written) => informers.GetValueOrDefault(namespaceOf(written))?.Remember(written);
}
