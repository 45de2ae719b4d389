using k8s.Models;

namespace k8s.LeaderElection.ResourceLock;

/// <summary>A lock kept in a Lease.</summary>
public class LeaseLock : MetaObjectLock<V1Lease>
{
    private const int DefaultSeconds = 15;

    public LeaseLock(IKubernetes client, string @namespace, string name, string identity)
        : base(client, @namespace, name, identity)
    {
    }

    protected override Task<V1Lease> ReadMetaObjectAsync(IKubernetes client, string name, string namespaceParameter, CancellationToken cancellationToken) =>
        client.CoordinationV1.ReadNamespacedLeaseAsync(name, namespaceParameter, cancellationToken: cancellationToken);

    protected override LeaderElectionRecord GetLeaderElectionRecord(V1Lease obj) => new()
    {
        HolderIdentity = obj?.Spec?.HolderIdentity,
        LeaseDurationSeconds = obj?.Spec?.LeaseDurationSeconds ?? DefaultSeconds,
        AcquireTime = obj?.Spec?.AcquireTime,
        RenewTime = obj?.Spec?.RenewTime,
        LeaderTransitions = obj?.Spec?.LeaseTransitions ?? 0,
    };

    protected override V1Lease SetLeaderElectionRecord(LeaderElectionRecord record, V1Lease metaObj)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(metaObj);
        metaObj.Spec = new V1LeaseSpec
        {
            HolderIdentity = record.HolderIdentity,
            LeaseDurationSeconds = record.LeaseDurationSeconds,
            AcquireTime = record.AcquireTime,
            RenewTime = record.RenewTime,
            LeaseTransitions = record.LeaderTransitions,
        };
        return metaObj;
    }

    protected override Task<V1Lease> CreateMetaObjectAsync(IKubernetes client, V1Lease obj, string namespaceParameter, CancellationToken cancellationToken) =>
        client.CoordinationV1.CreateNamespacedLeaseAsync(obj, namespaceParameter, cancellationToken: cancellationToken);

    protected override Task<V1Lease> ReplaceMetaObjectAsync(
        IKubernetes client, V1Lease obj, string name, string namespaceParameter, CancellationToken cancellationToken) =>
        client.CoordinationV1.ReplaceNamespacedLeaseAsync(obj, name, namespaceParameter, cancellationToken: cancellationToken);
}
