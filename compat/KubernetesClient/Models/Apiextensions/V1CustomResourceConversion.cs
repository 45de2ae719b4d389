using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1CustomResourceConversion
{
    [JsonPropertyName("strategy")] public string Strategy { get; set; }
    [JsonPropertyName("webhook")] public V1WebhookConversion Webhook { get; set; }
}

public partial record V1WebhookConversion
{
    [JsonPropertyName("clientConfig")] public Apiextensionsv1WebhookClientConfig ClientConfig { get; set; }
    [JsonPropertyName("conversionReviewVersions")] public IList<string> ConversionReviewVersions { get; set; }
}

public partial record Apiextensionsv1WebhookClientConfig
{
    [JsonPropertyName("caBundle")] public byte[] CaBundle { get; set; }
    [JsonPropertyName("service")] public Apiextensionsv1ServiceReference Service { get; set; }
    [JsonPropertyName("url")] public string Url { get; set; }
}

public partial record Apiextensionsv1ServiceReference
{
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("namespace")] public string NamespaceProperty { get; set; }
    [JsonPropertyName("path")] public string Path { get; set; }
    [JsonPropertyName("port")] public int? Port { get; set; }
}
