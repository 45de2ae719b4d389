using System.Globalization;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using RL4VLM.FakeKubernetes.Storage;
using RL4VLM.Operator.Runtime;
using ObjectKey = RL4VLM.Operator.Runtime.ObjectKey;

namespace RL4VLM.Operator.Tests.Model;

/// <summary>An informer's cache whose watch is in the schedule's hands: events come late, twice, or not at all until the next list.</summary>
internal sealed class ModelCache<T>(ClusterStore cluster, ResourceKind kind, Func<T, string?>? index, Func<T, T> trim, Action<T> changed, bool onlyOurs) : IObjectCache<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly ObjectStore<T> store = new(index);
    private readonly Queue<StoreEvent> pending = new();

    public bool HasSynced => true;

    public int Pending => pending.Count;

    public T? Get(ObjectKey key) => store.Get(key);

    public IReadOnlyList<T> ByIndex(string value) => store.ByIndex(value);

    public IReadOnlyList<T> All() => store.All();

    public void Observe(StoreEvent change)
    {
        if (change.Kind == kind && IsWatched(change.Object)) pending.Enqueue(change);
    }

    /// <summary>Takes in the next event.</summary>
    public void Deliver(bool lose = false, bool twice = false)
    {
        if (!pending.TryDequeue(out StoreEvent? change) || lose) return;
        for (int i = twice ? 2 : 1; i > 0; i--)
        {
            T value = Read(change.Object);
            Announce(change.Type == "DELETED" ? store.Delete(value) : store.Apply(value));
        }
    }

    public void Remember(T written) => Announce(store.Remember(trim(written)));

    /// <summary>A full list: what was lost is found.</summary>
    public void Relist()
    {
        pending.Clear();
        Announce(store.Replace([.. cluster.List(kind).Where(IsWatched).Select(Read)], cluster.Version.ToString(CultureInfo.InvariantCulture)));
    }

    private bool IsWatched(JsonObject value) => !onlyOurs || (string?)value["metadata"]?["labels"]?["app.kubernetes.io/managed-by"] == "rl4vlm-operator";

    private T Read(JsonObject value) => trim(KubernetesJson.Deserialize<T>(value.ToJsonString()));

    private void Announce(IReadOnlyList<ObjectDifference<T>> differences)
    {
        foreach (ObjectDifference<T> difference in differences) changed((difference.New ?? difference.Old)!);
    }
}
