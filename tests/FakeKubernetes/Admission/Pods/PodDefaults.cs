using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Admission.Pods;

/// <summary>What the API fills into a pod's spec.</summary>
internal static class PodDefaults
{
    public static void Fill(JsonObject spec)
    {
        spec["restartPolicy"] ??= "Always";
        spec["terminationGracePeriodSeconds"] ??= 30;
        spec["dnsPolicy"] ??= "ClusterFirst";
        spec["schedulerName"] ??= "default-scheduler";
        spec["securityContext"] ??= new JsonObject();
        if (spec.Text("serviceAccountName") is { Length: > 0 } account) spec["serviceAccount"] ??= account;
        foreach (JsonObject container in Containers(spec)) FillContainer(container);
        foreach (JsonObject volume in spec.Maps("volumes")) FillVolume(volume);
    }

    /// <summary>Init containers first.</summary>
    public static IEnumerable<JsonObject> Containers(JsonNode? spec) => spec.Maps("initContainers").Concat(spec.Maps("containers"));

    private static void FillContainer(JsonObject container)
    {
        container["terminationMessagePath"] ??= "/dev/termination-log";
        container["terminationMessagePolicy"] ??= "File";
        container["imagePullPolicy"] ??= PullPolicy(container.Text("image") ?? "");
        JsonObject resources = container.Ensure("resources");
        foreach ((string name, JsonNode? limit) in resources.Map("limits") ?? [])
        {
            JsonObject requests = resources.Ensure("requests");
            if (!requests.ContainsKey(name)) requests[name] = limit?.DeepClone();
        }

        foreach (JsonObject port in container.Maps("ports")) port["protocol"] ??= "TCP";
        foreach (JsonObject variable in container.Maps("env"))
        {
            if (variable.At("valueFrom", "fieldRef") is JsonObject field) field["apiVersion"] ??= "v1";
        }

        foreach (string name in (ReadOnlySpan<string>)["livenessProbe", "readinessProbe", "startupProbe"])
        {
            if (container.Map(name) is { } probe) FillProbe(probe);
        }
    }

    private static void FillProbe(JsonObject probe)
    {
        probe["timeoutSeconds"] ??= 1;
        probe["periodSeconds"] ??= 10;
        probe["successThreshold"] ??= 1;
        probe["failureThreshold"] ??= 3;
        if (probe.Map("httpGet") is not { } get) return;
        get["path"] ??= "/";
        get["scheme"] ??= "HTTP";
    }

    private static void FillVolume(JsonObject volume)
    {
        if (volume.Count == 1) volume["emptyDir"] = new JsonObject();
        foreach (string name in (ReadOnlySpan<string>)["secret", "configMap", "projected", "downwardAPI"])
        {
            if (volume.Map(name) is { } source) source["defaultMode"] ??= 420;
        }

        if (volume.Map("hostPath") is { } path) path["type"] ??= "";
    }

    private static string PullPolicy(string image)
    {
        if (image.Contains('@')) return "IfNotPresent";
        string last = image[(image.LastIndexOf('/') + 1)..];
        return !last.Contains(':') || last.EndsWith(":latest", StringComparison.Ordinal) ? "Always" : "IfNotPresent";
    }
}
