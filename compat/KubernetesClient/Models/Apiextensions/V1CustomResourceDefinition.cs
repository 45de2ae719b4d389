using System.Text.Json.Serialization;

namespace k8s.Models;

[KubernetesEntity(Group = KubeGroup, Kind = KubeKind, ApiVersion = KubeApiVersion, PluralName = KubePluralName)]
public partial record V1CustomResourceDefinition : IKubernetesObject<V1ObjectMeta>, ISpec<V1CustomResourceDefinitionSpec>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "CustomResourceDefinition";
    public const string KubeGroup = "apiextensions.k8s.io";
    public const string KubePluralName = "customresourcedefinitions";

    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("metadata")] public V1ObjectMeta Metadata { get; set; }
    [JsonPropertyName("spec")] public V1CustomResourceDefinitionSpec Spec { get; set; }
    [JsonPropertyName("status")] public V1CustomResourceDefinitionStatus Status { get; set; }
}

[KubernetesEntity(Group = KubeGroup, Kind = KubeKind, ApiVersion = KubeApiVersion, PluralName = KubePluralName)]
public partial record V1CustomResourceDefinitionList : IKubernetesObject<V1ListMeta>, IItems<V1CustomResourceDefinition>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "CustomResourceDefinitionList";
    public const string KubeGroup = "apiextensions.k8s.io";
    public const string KubePluralName = "customresourcedefinitions";

    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("items")] public IList<V1CustomResourceDefinition> Items { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("metadata")] public V1ListMeta Metadata { get; set; }
}

public partial record V1CustomResourceDefinitionSpec
{
    [JsonPropertyName("conversion")] public V1CustomResourceConversion Conversion { get; set; }
    [JsonPropertyName("group")] public string Group { get; set; }
    [JsonPropertyName("names")] public V1CustomResourceDefinitionNames Names { get; set; }
    [JsonPropertyName("preserveUnknownFields")] public bool? PreserveUnknownFields { get; set; }
    [JsonPropertyName("scope")] public string Scope { get; set; }
    [JsonPropertyName("versions")] public IList<V1CustomResourceDefinitionVersion> Versions { get; set; }
}

public partial record V1CustomResourceDefinitionNames
{
    [JsonPropertyName("categories")] public IList<string> Categories { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("listKind")] public string ListKind { get; set; }
    [JsonPropertyName("plural")] public string Plural { get; set; }
    [JsonPropertyName("shortNames")] public IList<string> ShortNames { get; set; }
    [JsonPropertyName("singular")] public string Singular { get; set; }
}

public partial record V1CustomResourceDefinitionVersion
{
    [JsonPropertyName("additionalPrinterColumns")] public IList<V1CustomResourceColumnDefinition> AdditionalPrinterColumns { get; set; }
    [JsonPropertyName("deprecated")] public bool? Deprecated { get; set; }
    [JsonPropertyName("deprecationWarning")] public string DeprecationWarning { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("schema")] public V1CustomResourceValidation Schema { get; set; }
    [JsonPropertyName("selectableFields")] public IList<V1SelectableField> SelectableFields { get; set; }
    [JsonPropertyName("served")] public bool Served { get; set; }
    [JsonPropertyName("storage")] public bool Storage { get; set; }
    [JsonPropertyName("subresources")] public V1CustomResourceSubresources Subresources { get; set; }
}

public partial record V1CustomResourceColumnDefinition
{
    [JsonPropertyName("description")] public string Description { get; set; }
    [JsonPropertyName("format")] public string Format { get; set; }
    [JsonPropertyName("jsonPath")] public string JsonPath { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("priority")] public int? Priority { get; set; }
    [JsonPropertyName("type")] public string Type { get; set; }
}

public partial record V1SelectableField
{
    [JsonPropertyName("jsonPath")] public string JsonPath { get; set; }
}

public partial record V1CustomResourceSubresources
{
    [JsonPropertyName("scale")] public V1CustomResourceSubresourceScale Scale { get; set; }
    [JsonPropertyName("status")] public object Status { get; set; }
}

public partial record V1CustomResourceSubresourceScale
{
    [JsonPropertyName("labelSelectorPath")] public string LabelSelectorPath { get; set; }
    [JsonPropertyName("specReplicasPath")] public string SpecReplicasPath { get; set; }
    [JsonPropertyName("statusReplicasPath")] public string StatusReplicasPath { get; set; }
}

public partial record V1CustomResourceValidation
{
    [JsonPropertyName("openAPIV3Schema")] public V1JSONSchemaProps OpenAPIV3Schema { get; set; }
}

public partial record V1CustomResourceDefinitionStatus
{
    [JsonPropertyName("acceptedNames")] public V1CustomResourceDefinitionNames AcceptedNames { get; set; }
    [JsonPropertyName("conditions")] public IList<V1CustomResourceDefinitionCondition> Conditions { get; set; }
    [JsonPropertyName("storedVersions")] public IList<string> StoredVersions { get; set; }
}

public partial record V1CustomResourceDefinitionCondition
{
    [JsonPropertyName("lastTransitionTime")] public DateTime? LastTransitionTime { get; set; }
    [JsonPropertyName("message")] public string Message { get; set; }
    [JsonPropertyName("reason")] public string Reason { get; set; }
    [JsonPropertyName("status")] public string Status { get; set; }
    [JsonPropertyName("type")] public string Type { get; set; }
}
