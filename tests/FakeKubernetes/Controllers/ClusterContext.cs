using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Controllers.Jobs;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Controllers;

/// <summary>What every controller works with.</summary>
internal sealed class ClusterContext(IClusterStore store, ControllerOptions options)
{
    private const string NameLetters = "bcdfghjklmnpqrstvwxz2456789";

    private readonly Random names = new(options.Seed);
    private long events;

    public IClusterStore Store { get; } = store;

    public ControllerOptions Options { get; } = options;

    public ObjectCache Cache { get; } = new();

    public WorkQueue Queue { get; } = new(store.Clock, options.AnyOrder ? new Random(options.Seed) : null);

    public DateTimeOffset Now => Store.Clock.GetUtcNow();

    public JsonObject Create(ResourceKind kind, JsonObject body)
    {
        JsonObject created = Store.Create(kind, body);
        Cache.Observe(kind, created);
        return created;
    }

    /// <summary>Changes the object if it is still the one of this uid; null when it is not.</summary>
    public JsonObject? Update(ResourceKind kind, JsonObject item, Action<JsonObject> change, bool status = false)
    {
        string uid = item.Uid();
        try
        {
            JsonObject written = Store.Update(kind, item.Namespace(), item.Name(), latest =>
            {
                if (latest.Uid() != uid) throw new ApiException(404, "NotFound", $"{kind.Plural} \"{item.Name()}\" of uid {uid} not found");
                change(latest);
            }, status);
            Cache.Observe(kind, written);
            return written;
        }
        catch (ApiException gone) when (gone.Code == 404)
        {
            return null;
        }
    }

    /// <summary>Deletes the object of this uid; a pod that is already stopping goes on stopping. false when it was gone.</summary>
    public bool Delete(ResourceKind kind, JsonObject item, Propagation propagation = Propagation.Background)
    {
        try
        {
            if (kind == ResourceKind.Pods && Store.Get(kind, item.Namespace(), item.Name()) is { } pod && JobPods.Terminating(pod)) return true;
            Store.Delete(kind, item.Namespace(), item.Name(), propagation, item.Uid());
            return true;
        }
        catch (ApiException gone) when (gone.Code is 404 or 409)
        {
            return false;
        }
    }

    /// <summary>Five letters as the API server appends them to generateName.</summary>
    public string NameSuffix() => string.Create(5, names, (span, random) =>
    {
        for (int i = 0; i < span.Length; i++) span[i] = NameLetters[random.Next(NameLetters.Length)];
    });

    public void Event(string apiVersion, string kind, JsonObject about, string type, string reason, string message, string component)
    {
        string time = Now.Stamp();
        Store.Create(ResourceKind.Events, new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject { ["name"] = $"{about.Name()}.{Interlocked.Increment(ref events):x16}", ["namespace"] = about.Namespace() },
            ["involvedObject"] = new JsonObject
            {
                ["apiVersion"] = apiVersion, ["kind"] = kind, ["name"] = about.Name(), ["namespace"] = about.Namespace(), ["uid"] = about.Uid(),
            },
            ["type"] = type,
            ["reason"] = reason,
            ["message"] = message,
            ["count"] = 1,
            ["firstTimestamp"] = time,
            ["lastTimestamp"] = time,
            ["source"] = new JsonObject { ["component"] = component },
        });
    }
}
