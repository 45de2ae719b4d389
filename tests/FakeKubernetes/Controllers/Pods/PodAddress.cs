using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Controllers.Pods;

/// <summary>An address for a pod: on the loopback network, where its processes really listen.</summary>
internal static class PodAddress
{
    public static string Of(JsonObject pod) => pod.Text("status", "podIP") ?? "127.0.0.1";
}
