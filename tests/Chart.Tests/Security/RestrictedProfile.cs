using System.Text.Json.Nodes;

namespace RL4VLM.Chart.Tests.Security;

/// <summary>The "restricted" profile of the Pod Security Standards (Kubernetes 1.34): every control of baseline and restricted, by its published name.</summary>
internal static class RestrictedProfile
{
    private static readonly string[] VolumeTypes = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];

    private static readonly string[] SafeSysctls =
    [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
        "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
    ];

    private static readonly string[] SafeSelinuxTypes = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

    /// <summary>What the profile forbids in a pod's spec; empty for a pod that passes.</summary>
    public static IReadOnlyList<string> Violations(JsonObject pod, JsonObject? annotations = null)
    {
        var found = new List<string>();
        JsonNode? security = pod["securityContext"];
        foreach (string field in new[] { "hostNetwork", "hostPID", "hostIPC" }) Check(!True(pod[field]), $"{field}: host namespaces");
        foreach (JsonNode? volume in List(pod["volumes"]))
        {
            Check(volume!.AsObject().All(field => field.Key == "name" || VolumeTypes.Contains(field.Key)), $"volumes[{Text(volume["name"])}]: volume types");
        }

        foreach (JsonNode? sysctl in List(security?["sysctls"])) Check(SafeSysctls.Contains(Text(sysctl!["name"])), $"sysctl {Text(sysctl["name"])}: sysctls");
        foreach (var annotation in annotations ?? [])
        {
            if (annotation.Key.StartsWith("container.apparmor.security.beta.kubernetes.io/", StringComparison.Ordinal)) Check(Text(annotation.Value) is "runtime/default" || Text(annotation.Value).StartsWith("localhost/", StringComparison.Ordinal), $"{annotation.Key}: AppArmor");
        }

        CheckContext(security, "pod");
        foreach (string group in new[] { "initContainers", "containers", "ephemeralContainers" })
        {
            foreach (JsonNode? container in List(pod[group])) CheckContainer(container!.AsObject(), $"{group}[{Text(container["name"])}]");
        }

        return found;

        void Check(bool holds, string violation)
        {
            if (!holds) found.Add(violation);
        }

        // What may stand on the pod as on a container.
        void CheckContext(JsonNode? context, string where)
        {
            Check(!True(context?["windowsOptions"]?["hostProcess"]), $"{where}: hostProcess");
            JsonNode? selinux = context?["seLinuxOptions"];
            Check(SafeSelinuxTypes.Contains(Text(selinux?["type"])) && Text(selinux?["user"]) == "" && Text(selinux?["role"]) == "", $"{where}: SELinux");
            Check(Text(context?["appArmorProfile"]?["type"]) is "" or "RuntimeDefault" or "Localhost", $"{where}: AppArmor");
            Check(Text(context?["seccompProfile"]?["type"]) is "" or "RuntimeDefault" or "Localhost", $"{where}: seccomp");
            Check(context?["runAsUser"]?.GetValue<long>() is not 0, $"{where}: runs as root");
            Check(context?["runAsNonRoot"]?.GetValue<bool>() is not false, $"{where}: runAsNonRoot");
        }

        void CheckContainer(JsonObject container, string where)
        {
            JsonNode? own = container["securityContext"];
            CheckContext(own, where);
            Check(!True(own?["privileged"]), $"{where}: privileged");
            Check(Text(own?["procMount"]) is "" or "Default", $"{where}: procMount");
            Check(own?["allowPrivilegeEscalation"]?.GetValue<bool>() is false, $"{where}: allowPrivilegeEscalation");
            Check(True(own?["runAsNonRoot"] ?? security?["runAsNonRoot"]), $"{where}: runAsNonRoot");
            Check(Text((own?["seccompProfile"] ?? security?["seccompProfile"])?["type"]) is "RuntimeDefault" or "Localhost", $"{where}: seccomp");
            Check(List(own?["capabilities"]?["drop"]).Any(one => Text(one) == "ALL"), $"{where}: capabilities must drop ALL");
            Check(List(own?["capabilities"]?["add"]).All(one => Text(one) == "NET_BIND_SERVICE"), $"{where}: capabilities added");
            Check(List(container["ports"]).All(port => port!["hostPort"]?.GetValue<long>() is null or 0), $"{where}: hostPort");
            string[] probes = ["livenessProbe", "readinessProbe", "startupProbe"];
            JsonNode?[] handlers = [.. probes.Select(probe => container[probe]), container["lifecycle"]?["postStart"], container["lifecycle"]?["preStop"]];
            Check(handlers.All(handler => Text(handler?["httpGet"]?["host"]) == "" && Text(handler?["tcpSocket"]?["host"]) == ""), $"{where}: host of a probe or lifecycle hook");
        }
    }

    private static bool True(JsonNode? node) => node?.GetValue<bool>() is true;

    private static string Text(JsonNode? node) => node?.GetValue<string>() ?? "";

    private static IEnumerable<JsonNode?> List(JsonNode? node) => node?.AsArray() ?? [];
}
