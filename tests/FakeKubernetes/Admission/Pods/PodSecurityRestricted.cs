using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Admission.Pods;

/// <summary>What the restricted profile of the Pod Security Standards adds, 1.34.</summary>
internal static class PodSecurityRestricted
{
    private static readonly HashSet<string> Volumes = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];

    public static IEnumerable<string> Check(JsonObject spec)
    {
        JsonObject[] containers = [.. PodDefaults.Containers(spec)];
        JsonNode? pod = spec.Member("securityContext");

        string[] volumes = [.. spec.Maps("volumes").Where(volume => !volume.Any(member => Volumes.Contains(member.Key)))
            .Select(volume => $"volume \"{volume.Text("name")}\" uses restricted volume type \"{volume.FirstOrDefault(member => member.Key != "name").Key}\"")];
        if (volumes.Length > 0) yield return $"restricted volume types ({string.Join(", ", volumes)})";

        if (Names(containers, c => c.At("securityContext").Flag("allowPrivilegeEscalation") != false) is { Length: > 0 } escalating)
        {
            yield return $"allowPrivilegeEscalation != false ({PodSecurityBaseline.Containers(escalating)} must set securityContext.allowPrivilegeEscalation=false)";
        }

        string[] keeping = Names(containers, c => !(c.At("securityContext", "capabilities").Items("drop") ?? []).Any(name => name.AsText() == "ALL"));
        string[] adding = Names(containers, c => PodSecurityBaseline.Added(c).Any(name => name != "NET_BIND_SERVICE"));
        if (keeping.Length + adding.Length > 0)
        {
            string[] details =
            [
                .. keeping.Length > 0 ? (string[])[$"{PodSecurityBaseline.Containers(keeping)} must set securityContext.capabilities.drop=[\"ALL\"]"] : [],
                .. adding.Length > 0 ? (string[])[$"{PodSecurityBaseline.Containers(adding)} must not include other capabilities in securityContext.capabilities.add"] : [],
            ];
            yield return $"unrestricted capabilities ({string.Join("; ", details)})";
        }

        bool podNonRoot = pod.Flag("runAsNonRoot") == true;
        if (Names(containers, c => c.At("securityContext").Flag("runAsNonRoot") is false || (!podNonRoot && c.At("securityContext").Flag("runAsNonRoot") != true)) is { Length: > 0 } rooted)
        {
            yield return $"runAsNonRoot != true (pod or {PodSecurityBaseline.Containers(rooted)} must set securityContext.runAsNonRoot=true)";
        }

        if (pod.Number("runAsUser") == 0) yield return "runAsUser=0 (pod must not set runAsUser=0)";
        if (Names(containers, c => c.At("securityContext").Number("runAsUser") == 0) is { Length: > 0 } zero)
        {
            yield return $"runAsUser=0 ({PodSecurityBaseline.Containers(zero)} must not set runAsUser=0)";
        }

        bool podSeccomp = Confined(pod);
        if (Names(containers, c => c.At("securityContext", "seccompProfile") is null ? !podSeccomp : !Confined(c.At("securityContext"))) is { Length: > 0 } open)
        {
            yield return $"seccompProfile (pod or {PodSecurityBaseline.Containers(open)} must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")";
        }
    }

    private static bool Confined(JsonNode? context) => context.At("seccompProfile", "type").AsText() is "RuntimeDefault" or "Localhost";

    private static string[] Names(JsonObject[] containers, Func<JsonObject, bool> violates) => [.. containers.Where(violates).Select(container => container.Text("name") ?? "")];
}
