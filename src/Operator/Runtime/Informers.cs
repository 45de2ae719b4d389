using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using RL4VLM.Operator.Runtime.Metrics;

namespace RL4VLM.Operator.Runtime;

/// <summary>Makes informers that share their settings, over the whole cluster or over the namespaces given.</summary>
/// <param name="client">The cluster.</param>
/// <param name="namespaces">Empty for the whole cluster.</param>
/// <param name="options">Sizes and times.</param>
/// <param name="clock">Gives delays and timeouts.</param>
/// <param name="seed">Of the jitter.</param>
/// <param name="logger">Takes what goes wrong.</param>
/// <param name="metrics">Counts restarts.</param>
public sealed class Informers(IKubernetes client, IReadOnlyList<string> namespaces, InformerOptions options, TimeProvider clock, int seed,
    ILogger logger, OperatorMetrics? metrics = null)
{
    private int made;

    /// <param name="source">The source for a namespace, or for the cluster when it is null: see <see cref="ObjectSources"/>.</param>
    /// <param name="index">As <see cref="Informer{T}"/> takes it.</param>
    /// <param name="trim">As <see cref="Informer{T}"/> takes it.</param>
    public IInformer<T> Create<T>(Func<IKubernetes, string?, IObjectSource<T>> source, Func<T, string?>? index, Func<T, T>? trim = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (namespaces.Count == 0) return One(null);
        return new InformerGroup<T>(namespaces.Distinct(StringComparer.Ordinal).ToDictionary(name => name, One, StringComparer.Ordinal), value => value.Key().Namespace);

        IInformer<T> One(string? name) =>
            new Informer<T>(source(client, name), options, index, clock, new Random(seed + Interlocked.Increment(ref made)), logger, trim, metrics);
    }
}
