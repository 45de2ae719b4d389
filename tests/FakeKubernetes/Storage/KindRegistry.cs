using System.Collections.Immutable;

namespace RL4VLM.FakeKubernetes.Storage;

/// <summary>Which resource types are served; definitions come and go. Reads need no lock.</summary>
public sealed class KindRegistry
{
    private ImmutableDictionary<(string Group, string Version, string Plural), KindInfo> served =
        BuiltInKinds.All.ToImmutableDictionary(info => (info.Kind.Group, info.Kind.Version, info.Kind.Plural));

    public IEnumerable<KindInfo> All => served.Values.OrderBy(info => info.Kind.Group, StringComparer.Ordinal)
        .ThenBy(info => info.Kind.Version, StringComparer.Ordinal).ThenBy(info => info.Kind.Plural, StringComparer.Ordinal);

    public KindInfo? Find(string group, string version, string plural) => served.GetValueOrDefault((group, version, plural));

    /// <summary>The type that documents of this apiVersion and kind are of.</summary>
    public KindInfo? FindKind(string apiVersion, string kind) =>
        served.Values.FirstOrDefault(info => info.Kind.Kind == kind && info.Kind.ApiVersion == apiVersion);

    /// <exception cref="ApiException">404 when it is not served.</exception>
    public KindInfo Get(ResourceKind kind) => Find(kind.Group, kind.Version, kind.Plural)
        ?? throw new ApiException(404, "NotFound", "the server could not find the requested resource");

    internal void Add(KindInfo info) =>
        ImmutableInterlocked.AddOrUpdate(ref served, (info.Kind.Group, info.Kind.Version, info.Kind.Plural), info, (_, _) => info);

    /// <summary>Stops serving what a definition named.</summary>
    internal void RemoveAll(string group, string plural)
    {
        foreach (KindInfo info in served.Values.Where(info => info.Kind.Group == group && info.Kind.Plural == plural && info.IsCustom))
        {
            ImmutableInterlocked.TryRemove(ref served, (info.Kind.Group, info.Kind.Version, info.Kind.Plural), out _);
        }
    }
}
