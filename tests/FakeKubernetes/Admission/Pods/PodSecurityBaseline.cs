using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Admission.Pods;

/// <summary>The baseline profile of the Pod Security Standards, 1.34.</summary>
internal static class PodSecurityBaseline
{
    private static readonly HashSet<string> Capabilities =
        ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"];

    private static readonly HashSet<string> Sysctls =
    [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
        "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
    ];

    private static readonly HashSet<string> SeLinuxTypes = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

    /// <param name="spec">The pod's.</param>
    /// <param name="document">Carries the annotations.</param>
    /// <param name="restricted">Leaves out what the restricted profile says more strictly.</param>
    public static List<string> Check(JsonObject spec, JsonObject document, bool restricted)
    {
        var found = new List<string>();
        string[] spaces = [.. ((string[])["hostNetwork", "hostPID", "hostIPC"]).Where(key => spec.Flag(key) == true).Select(key => $"{key}=true")];
        if (spaces.Length > 0) found.Add($"host namespaces ({string.Join(", ", spaces)})");
        Each(spec, found, "privileged", c => c.At("securityContext").Flag("privileged") == true, "must not set securityContext.privileged=true");
        if (!restricted)
        {
            Each(spec, found, "non-default capabilities", c => Added(c).Any(name => !Capabilities.Contains(name)), "must not include other capabilities in securityContext.capabilities.add");
            string[] paths = [.. spec.Maps("volumes").Where(volume => volume.Map("hostPath") is not null).Select(volume => $"volume \"{volume.Text("name")}\"")];
            if (paths.Length > 0) found.Add($"hostPath volumes ({string.Join(", ", paths)})");
        }

        Each(spec, found, "hostPort", c => c.Maps("ports").Any(port => port.Number("hostPort") is > 0), "uses hostPorts");
        Each(spec, found, "probe or lifecycle host", HasHost, "uses a host in a probe or lifecycle handler");
        Each(spec, found, "procMount", c => c.At("securityContext").Text("procMount") is not (null or "Default"), "must not set securityContext.procMount");
        Each(spec, found, "seccompProfile", c => c.At("securityContext", "seccompProfile").Text("type") == "Unconfined", "must not set securityContext.seccompProfile.type to \"Unconfined\"", podLevel: true);
        Each(spec, found, "appArmorProfile", c => c.At("securityContext", "appArmorProfile").Text("type") == "Unconfined", "must not set AppArmor profile type to \"Unconfined\"", podLevel: true);
        Each(spec, found, "seLinuxOptions", SeLinux, "set forbidden securityContext.seLinuxOptions", podLevel: true);
        Each(spec, found, "hostProcess", c => c.At("securityContext", "windowsOptions").Flag("hostProcess") == true, "must not set securityContext.windowsOptions.hostProcess=true", podLevel: true);
        string[] sysctls = [.. spec.At("securityContext").Maps("sysctls").Select(item => item.Text("name") ?? "").Where(name => !Sysctls.Contains(name))];
        if (sysctls.Length > 0) found.Add($"forbidden sysctls ({string.Join(", ", sysctls)})");
        if (document.At("metadata", "annotations") is JsonObject notes && notes.Any(note => note.Key.StartsWith("container.apparmor.security.beta.kubernetes.io/", StringComparison.Ordinal) && note.Value.AsText() == "unconfined"))
        {
            found.Add("appArmorProfile (annotations must not set AppArmor profile type to \"unconfined\")");
        }

        return found;
    }

    public static string Containers(IReadOnlyList<string> names) =>
        names.Count == 1 ? $"container \"{names[0]}\"" : $"containers {string.Join(", ", names.Select(name => $"\"{name}\""))}";

    public static IEnumerable<string> Added(JsonObject container) =>
        (container.At("securityContext", "capabilities").Items("add") ?? []).Select(item => item.AsText() ?? "");

    private static void Each(JsonObject spec, List<string> found, string what, Func<JsonObject, bool> violates, string detail, bool podLevel = false)
    {
        string[] names = [.. PodDefaults.Containers(spec).Where(violates).Select(container => container.Text("name") ?? "")];
        bool pod = podLevel && violates(spec);
        if (names.Length == 0 && !pod) return;
        found.Add($"{what} ({(pod ? names.Length > 0 ? "pod and " : "pod" : "")}{(names.Length > 0 ? Containers(names) : "")} {detail})");
    }

    private static bool HasHost(JsonObject container)
    {
        JsonNode?[] handlers = [container.Member("livenessProbe"), container.Member("readinessProbe"), container.Member("startupProbe"), container.At("lifecycle", "preStop"), container.At("lifecycle", "postStart")];
        return Array.Exists(handlers, handler => !string.IsNullOrEmpty(handler.At("httpGet", "host").AsText()) || !string.IsNullOrEmpty(handler.At("tcpSocket", "host").AsText()));
    }

    private static bool SeLinux(JsonObject item)
    {
        JsonNode? options = item.At("securityContext", "seLinuxOptions");
        return options is not null && (!SeLinuxTypes.Contains(options.Text("type") ?? "") || !string.IsNullOrEmpty(options.Text("user")) || !string.IsNullOrEmpty(options.Text("role")));
    }
}
