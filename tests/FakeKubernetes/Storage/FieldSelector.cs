using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Storage;

/// <summary><c>metadata.name=x,status.phase!=Failed</c>, for the fields that a resource offers.</summary>
public sealed class FieldSelector
{
    private static readonly Dictionary<string, string[]> Offered = new()
    {
        ["Pod"] = ["spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork", "status.phase", "status.podIP", "status.nominatedNodeName"],
        ["Job"] = ["status.successful"],
        ["Event"] =
        [
            "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
            "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
        ],
        ["Node"] = ["spec.unschedulable"],
        ["Namespace"] = ["status.phase"],
        ["Secret"] = ["type"],
    };

    private readonly List<(string[] Path, string Value, bool Equal)> requirements = [];

    /// <summary>The name that the selector fixes, if it does.</summary>
    public string? Name { get; private set; }

    /// <exception cref="ApiException">400 for a field that the resource does not offer.</exception>
    public static FieldSelector? Parse(string? text, ResourceKind kind)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var selector = new FieldSelector();
        foreach (string term in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int sign = term.IndexOf('=');
            if (sign < 1) throw new ApiException(400, "BadRequest", $"invalid selector: '{text}'; can't understand '{term}'");
            bool equal = term[sign - 1] != '!';
            string field = term[..(equal ? sign : sign - 1)];
            string value = term[(sign + 1)..].TrimStart('=');
            if (field is not ("metadata.name" or "metadata.namespace") && !(Offered.GetValueOrDefault(kind.Kind) ?? []).Contains(field))
            {
                throw new ApiException(400, "BadRequest",
                    $"Unable to find \"{kind.ApiVersion}, Resource={kind.Plural}\" that match label selector \"\", field selector \"{text}\": field label not supported: {field}");
            }

            selector.requirements.Add((field.Split('.'), value, equal));
            if (field == "metadata.name" && equal) selector.Name = value;
        }

        return selector;
    }

    public bool Matches(JsonObject document)
    {
        foreach ((string[] path, string value, bool equal) in requirements)
        {
            JsonNode? found = document.At(path);
            string text = found.AsText() ?? (found is null ? "" : found.ToJsonString());
            if ((text == value) != equal) return false;
        }

        return true;
    }
}
