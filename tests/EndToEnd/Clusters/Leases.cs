using System.Net;
using k8s;
using k8s.Autorest;

namespace RL4VLM.EndToEnd.Clusters;

internal static class Leases
{
    public static async Task<string?> HolderAsync(IKubernetes client, string @namespace, string name)
    {
        try
        {
            string? holder = (await client.CoordinationV1.ReadNamespacedLeaseAsync(name, @namespace)).Spec?.HolderIdentity;
            return string.IsNullOrEmpty(holder) ? null : holder;
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>The pod of an identity: <c>pod_</c> and what tells apart its processes.</summary>
    public static string PodOf(string identity) => identity[..identity.LastIndexOf('_')];
}
