using k8s.Autorest;
using k8s.Models;

namespace k8s.LeaderElection.ResourceLock;

/// <summary>A lock kept in an object; the object's resourceVersion decides who was first.</summary>
public abstract class MetaObjectLock<T> : ILock
    where T : class, IMetadata<V1ObjectMeta>, new()
{
    private readonly IKubernetes client;
    private readonly string ns;
    private readonly string name;
    private volatile T last;

    protected MetaObjectLock(IKubernetes client, string @namespace, string name, string identity)
    {
        ArgumentNullException.ThrowIfNull(client);
        (this.client, ns, this.name, Identity) = (client, @namespace, name, identity);
    }

    /// <summary>Creating or updating failed.</summary>
    public event Action<HttpOperationException> OnHttpError;

    public string Identity { get; }

    public async Task<LeaderElectionRecord> GetAsync(CancellationToken cancellationToken = default)
    {
        var read = await ReadMetaObjectAsync(client, name, ns, cancellationToken).ConfigureAwait(false);
        last = read;
        return GetLeaderElectionRecord(read);
    }

    public Task<bool> CreateAsync(LeaderElectionRecord record, CancellationToken cancellationToken = default)
    {
        var fresh = new T { Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = ns } };
        return WriteAsync(CreateMetaObjectAsync(client, SetLeaderElectionRecord(record, fresh), ns, cancellationToken));
    }

    public Task<bool> UpdateAsync(LeaderElectionRecord record, CancellationToken cancellationToken = default)
    {
        var known = last ?? throw new InvalidOperationException("the lock was neither read nor created before");
        return WriteAsync(ReplaceMetaObjectAsync(client, SetLeaderElectionRecord(record, known), name, ns, cancellationToken));
    }

    public string Describe() => $"{ns}/{name}";

    protected abstract Task<T> ReadMetaObjectAsync(IKubernetes client, string name, string namespaceParameter, CancellationToken cancellationToken);

    protected abstract LeaderElectionRecord GetLeaderElectionRecord(T obj);

    protected abstract T SetLeaderElectionRecord(LeaderElectionRecord record, T metaObj);

    protected abstract Task<T> CreateMetaObjectAsync(IKubernetes client, T obj, string namespaceParameter, CancellationToken cancellationToken);

    protected abstract Task<T> ReplaceMetaObjectAsync(IKubernetes client, T obj, string name, string namespaceParameter, CancellationToken cancellationToken);

    private async Task<bool> WriteAsync(Task<T> write)
    {
        try
        {
            last = await write.ConfigureAwait(false);
            return true;
        }
        catch (HttpOperationException failure)
        {
            OnHttpError?.Invoke(failure);
            return false;
        }
    }
}
