using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1SecurityContext
{
    [JsonPropertyName("allowPrivilegeEscalation")] public bool? AllowPrivilegeEscalation { get; set; }
    [JsonPropertyName("appArmorProfile")] public V1AppArmorProfile AppArmorProfile { get; set; }
    [JsonPropertyName("capabilities")] public V1Capabilities Capabilities { get; set; }
    [JsonPropertyName("privileged")] public bool? Privileged { get; set; }
    [JsonPropertyName("procMount")] public string ProcMount { get; set; }
    [JsonPropertyName("readOnlyRootFilesystem")] public bool? ReadOnlyRootFilesystem { get; set; }
    [JsonPropertyName("runAsGroup")] public long? RunAsGroup { get; set; }
    [JsonPropertyName("runAsNonRoot")] public bool? RunAsNonRoot { get; set; }
    [JsonPropertyName("runAsUser")] public long? RunAsUser { get; set; }
    [JsonPropertyName("seLinuxOptions")] public V1SELinuxOptions SeLinuxOptions { get; set; }
    [JsonPropertyName("seccompProfile")] public V1SeccompProfile SeccompProfile { get; set; }
    [JsonPropertyName("windowsOptions")] public V1WindowsSecurityContextOptions WindowsOptions { get; set; }
}

public partial record V1PodSecurityContext
{
    [JsonPropertyName("appArmorProfile")] public V1AppArmorProfile AppArmorProfile { get; set; }
    [JsonPropertyName("fsGroup")] public long? FsGroup { get; set; }
    [JsonPropertyName("fsGroupChangePolicy")] public string FsGroupChangePolicy { get; set; }
    [JsonPropertyName("runAsGroup")] public long? RunAsGroup { get; set; }
    [JsonPropertyName("runAsNonRoot")] public bool? RunAsNonRoot { get; set; }
    [JsonPropertyName("runAsUser")] public long? RunAsUser { get; set; }
    [JsonPropertyName("seLinuxChangePolicy")] public string SeLinuxChangePolicy { get; set; }
    [JsonPropertyName("seLinuxOptions")] public V1SELinuxOptions SeLinuxOptions { get; set; }
    [JsonPropertyName("seccompProfile")] public V1SeccompProfile SeccompProfile { get; set; }
    [JsonPropertyName("supplementalGroups")] public IList<long?> SupplementalGroups { get; set; }
    [JsonPropertyName("supplementalGroupsPolicy")] public string SupplementalGroupsPolicy { get; set; }
    [JsonPropertyName("sysctls")] public IList<V1Sysctl> Sysctls { get; set; }
    [JsonPropertyName("windowsOptions")] public V1WindowsSecurityContextOptions WindowsOptions { get; set; }
}

public partial record V1AppArmorProfile
{
    [JsonPropertyName("localhostProfile")] public string LocalhostProfile { get; set; }
    [JsonPropertyName("type")] public string Type { get; set; }
}

public partial record V1Capabilities
{
    [JsonPropertyName("add")] public IList<string> Add { get; set; }
    [JsonPropertyName("drop")] public IList<string> Drop { get; set; }
}

public partial record V1SELinuxOptions
{
    [JsonPropertyName("level")] public string Level { get; set; }
    [JsonPropertyName("role")] public string Role { get; set; }
    [JsonPropertyName("type")] public string Type { get; set; }
    [JsonPropertyName("user")] public string User { get; set; }
}

public partial record V1SeccompProfile
{
    [JsonPropertyName("localhostProfile")] public string LocalhostProfile { get; set; }
    [JsonPropertyName("type")] public string Type { get; set; }
}

public partial record V1WindowsSecurityContextOptions
{
    [JsonPropertyName("gmsaCredentialSpec")] public string GmsaCredentialSpec { get; set; }
    [JsonPropertyName("gmsaCredentialSpecName")] public string GmsaCredentialSpecName { get; set; }
    [JsonPropertyName("hostProcess")] public bool? HostProcess { get; set; }
    [JsonPropertyName("runAsUserName")] public string RunAsUserName { get; set; }
}

public partial record V1Sysctl
{
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("value")] public string Value { get; set; }
}
