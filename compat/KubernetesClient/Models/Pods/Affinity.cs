using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1Affinity
{
    [JsonPropertyName("nodeAffinity")] public V1NodeAffinity NodeAffinity { get; set; }
    [JsonPropertyName("podAffinity")] public V1PodAffinity PodAffinity { get; set; }
    [JsonPropertyName("podAntiAffinity")] public V1PodAntiAffinity PodAntiAffinity { get; set; }
}

public partial record V1NodeAffinity
{
    [JsonPropertyName("preferredDuringSchedulingIgnoredDuringExecution")] public IList<V1PreferredSchedulingTerm> PreferredDuringSchedulingIgnoredDuringExecution { get; set; }
    [JsonPropertyName("requiredDuringSchedulingIgnoredDuringExecution")] public V1NodeSelector RequiredDuringSchedulingIgnoredDuringExecution { get; set; }
}

public partial record V1PreferredSchedulingTerm
{
    [JsonPropertyName("preference")] public V1NodeSelectorTerm Preference { get; set; }
    [JsonPropertyName("weight")] public int Weight { get; set; }
}

public partial record V1NodeSelector
{
    [JsonPropertyName("nodeSelectorTerms")] public IList<V1NodeSelectorTerm> NodeSelectorTerms { get; set; }
}

public partial record V1NodeSelectorTerm
{
    [JsonPropertyName("matchExpressions")] public IList<V1NodeSelectorRequirement> MatchExpressions { get; set; }
    [JsonPropertyName("matchFields")] public IList<V1NodeSelectorRequirement> MatchFields { get; set; }
}

public partial record V1NodeSelectorRequirement
{
    [JsonPropertyName("key")] public string Key { get; set; }
    [JsonPropertyName("operator")] public string OperatorProperty { get; set; }
    [JsonPropertyName("values")] public IList<string> Values { get; set; }
}

public partial record V1PodAffinity
{
    [JsonPropertyName("preferredDuringSchedulingIgnoredDuringExecution")] public IList<V1WeightedPodAffinityTerm> PreferredDuringSchedulingIgnoredDuringExecution { get; set; }
    [JsonPropertyName("requiredDuringSchedulingIgnoredDuringExecution")] public IList<V1PodAffinityTerm> RequiredDuringSchedulingIgnoredDuringExecution { get; set; }
}

public partial record V1PodAntiAffinity
{
    [JsonPropertyName("preferredDuringSchedulingIgnoredDuringExecution")] public IList<V1WeightedPodAffinityTerm> PreferredDuringSchedulingIgnoredDuringExecution { get; set; }
    [JsonPropertyName("requiredDuringSchedulingIgnoredDuringExecution")] public IList<V1PodAffinityTerm> RequiredDuringSchedulingIgnoredDuringExecution { get; set; }
}

public partial record V1WeightedPodAffinityTerm
{
    [JsonPropertyName("podAffinityTerm")] public V1PodAffinityTerm PodAffinityTerm { get; set; }
    [JsonPropertyName("weight")] public int Weight { get; set; }
}

public partial record V1PodAffinityTerm
{
    [JsonPropertyName("labelSelector")] public V1LabelSelector LabelSelector { get; set; }
    [JsonPropertyName("matchLabelKeys")] public IList<string> MatchLabelKeys { get; set; }
    [JsonPropertyName("mismatchLabelKeys")] public IList<string> MismatchLabelKeys { get; set; }
    [JsonPropertyName("namespaceSelector")] public V1LabelSelector NamespaceSelector { get; set; }
    [JsonPropertyName("namespaces")] public IList<string> Namespaces { get; set; }
    [JsonPropertyName("topologyKey")] public string TopologyKey { get; set; }
}
