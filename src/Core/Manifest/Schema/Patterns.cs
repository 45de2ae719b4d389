namespace RL4VLM.Core.Manifest.Schema;

/// <summary>Name rules of Kubernetes (https://kubernetes.io/docs/concepts/overview/working-with-objects/names/) and what they are called in messages.</summary>
internal static class Patterns
{
    public const string DnsLabel = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";
    public const string DnsLabelMeaning = "a DNS label: lower-case letters, digits and '-', with a letter or digit at both ends";

    public const string DnsSubdomain = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";
    public const string DnsSubdomainMeaning = "a DNS name: lower-case letters, digits, '-' and '.', with a letter or digit at both ends";

    public const string LabelValue = "^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$";
    public const string LabelValueMeaning = "a label value: letters, digits, '-', '_' and '.', with a letter or digit at both ends";

    public const string QualifiedName = "^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$";
    public const string QualifiedNameMeaning = "a name such as disk or example.com/disk";

    public const string EnvironmentVariable = "^[A-Za-z_][A-Za-z0-9_]*$";
    public const string EnvironmentVariableMeaning = "letters, digits and '_', not starting with a digit";

    public const string ConfigurationKey = "^[-._a-zA-Z0-9]+$";
    public const string ConfigurationKeyMeaning = "a key of letters, digits, '-', '_' and '.'";

    public const string AbsolutePath = "^/[^:\\n]*$";
    public const string AbsolutePathMeaning = "an absolute path without ':'";

    public const string HttpUrl = "^https?://[^/ \\n]+[^ \\n]*$";
    public const string HttpUrlMeaning = "an http:// or https:// address";

    public const string Image = "^[^ \\n]+$";
    public const string ImageMeaning = "a container image without spaces";

    public const string Quantity = "^([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+|[KMGTPE]i|[numkMGTPE])?$";
    public const string QuantityMeaning = "a Kubernetes quantity such as 500m, 2, 8Gi";
}
