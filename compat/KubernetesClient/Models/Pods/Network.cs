using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1PodDNSConfig
{
    [JsonPropertyName("nameservers")] public IList<string> Nameservers { get; set; }
    [JsonPropertyName("options")] public IList<V1PodDNSConfigOption> Options { get; set; }
    [JsonPropertyName("searches")] public IList<string> Searches { get; set; }
}

public partial record V1PodDNSConfigOption
{
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("value")] public string Value { get; set; }
}

public partial record V1HostAlias
{
    [JsonPropertyName("hostnames")] public IList<string> Hostnames { get; set; }
    [JsonPropertyName("ip")] public string Ip { get; set; }
}

public partial record V1HostIP
{
    [JsonPropertyName("ip")] public string Ip { get; set; }
}

public partial record V1PodIP
{
    [JsonPropertyName("ip")] public string Ip { get; set; }
}
