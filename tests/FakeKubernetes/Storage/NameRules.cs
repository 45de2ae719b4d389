using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RL4VLM.FakeKubernetes.Storage;

/// <summary>What names, labels and annotations may look like.</summary>
public static partial class NameRules
{
    private const string SubdomainMessage = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    private const string LabelMessage = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
    private const string QualifiedMessage = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    private const string ValueMessage = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    public static void Check(NameRule rule, string name, string path, FieldErrors errors)
    {
        switch (rule)
        {
            case NameRule.Label: Label(name, path, errors); break;
            case NameRule.Segment:
                if (name is "." or ".." || name.Contains('/') || name.Contains('%')) errors.Invalid(path, name, "may not contain '/' or '%', nor be '.' or '..'");
                break;
            default: Subdomain(name, path, errors); break;
        }
    }

    public static void Subdomain(string name, string path, FieldErrors errors)
    {
        if (name.Length > 253) errors.Invalid(path, name, "must be no more than 253 characters");
        if (!SubdomainPattern().IsMatch(name)) errors.Invalid(path, name, SubdomainMessage);
    }

    public static void Label(string name, string path, FieldErrors errors)
    {
        if (name.Length > 63) errors.Invalid(path, name, "must be no more than 63 characters");
        if (!LabelPattern().IsMatch(name)) errors.Invalid(path, name, LabelMessage);
    }

    /// <summary>A key such as <c>prefix.example/name</c>.</summary>
    public static void QualifiedName(string key, string path, FieldErrors errors)
    {
        int slash = key.IndexOf('/');
        string name = key[(slash + 1)..];
        if (slash >= 0 && (slash is 0 or > 253 || !SubdomainPattern().IsMatch(key[..slash]))) errors.Invalid(path, key, $"prefix part {SubdomainMessage}");
        if (name.Length == 0) errors.Invalid(path, key, "name part must be non-empty");
        else if (name.Length > 63) errors.Invalid(path, key, "name part must be no more than 63 characters");
        else if (!NamePattern().IsMatch(name)) errors.Invalid(path, key, QualifiedMessage);
    }

    public static void Labels(JsonNode? labels, string path, FieldErrors errors)
    {
        foreach ((string key, JsonNode? value) in labels as JsonObject ?? [])
        {
            QualifiedName(key, path, errors);
            string text = Json.JsonExtensions.AsText(value) ?? "";
            if (text.Length > 63) errors.Invalid(path, text, "must be no more than 63 characters");
            if (text.Length > 0 && !NamePattern().IsMatch(text)) errors.Invalid(path, text, ValueMessage);
        }
    }

    public static void Annotations(JsonNode? annotations, string path, FieldErrors errors)
    {
        long size = 0;
        foreach ((string key, JsonNode? value) in annotations as JsonObject ?? [])
        {
            QualifiedName(key.ToLowerInvariant(), path, errors);
            size += key.Length + System.Text.Encoding.UTF8.GetByteCount(Json.JsonExtensions.AsText(value) ?? "");
        }

        if (size > 256 * 1024) errors.TooLong(path, 256 * 1024);
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex SubdomainPattern();

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex LabelPattern();

    [GeneratedRegex(@"\A([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z")]
    private static partial Regex NamePattern();
}
