using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace RL4VLM.Operator.Runtime;

/// <summary>Events of core/v1.</summary>
/// <param name="client">The cluster.</param>
/// <param name="fieldManager">The operator's.</param>
public sealed class KubernetesEventSink(IKubernetes client, string fieldManager) : IEventSink
{
    public Task CreateAsync(Corev1Event first, CancellationToken cancellation) =>
        client.CoreV1.CreateNamespacedEventAsync(first, first.Metadata.NamespaceProperty, fieldManager: fieldManager, cancellationToken: cancellation);

    public async Task<bool> RepeatAsync(string @namespace, string name, int count, DateTime last, CancellationToken cancellation)
    {
        var patch = new V1Patch(KubernetesJson.Serialize(new Corev1Event { Count = count, LastTimestamp = last }), V1Patch.PatchType.MergePatch);
        try
        {
            await client.CoreV1.PatchNamespacedEventAsync(patch, name, @namespace, fieldManager: fieldManager, cancellationToken: cancellation).ConfigureAwait(false);
            return true;
        }
        catch (HttpOperationException e) when (e.Response?.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }
}
