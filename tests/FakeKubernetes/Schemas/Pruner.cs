using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Schemas;

/// <summary>Takes out the fields that a schema does not know.</summary>
internal static class Pruner
{
    private static readonly HashSet<string> Metadata =
    [
        "name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
        "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers", "managedFields",
    ];

    /// <returns>Paths of what was taken out, sorted.</returns>
    public static List<string> Prune(JsonObject root, SchemaNode schema)
    {
        var removed = new List<string>();
        Fields(root, schema, "", removed);
        if (root["metadata"] is JsonObject metadata)
        {
            foreach (string name in metadata.Select(field => field.Key).Where(name => !Metadata.Contains(name)).ToList())
            {
                metadata.Remove(name);
                removed.Add($"metadata.{name}");
            }
        }

        removed.Sort(StringComparer.Ordinal);
        return removed;
    }

    /// <summary>Of a value below the root.</summary>
    public static List<string> PruneValue(JsonNode? value, SchemaNode schema)
    {
        var removed = new List<string>();
        Value(value, schema, "", removed);
        return removed;
    }

    /// <summary>Whatever its type should be: fields of an object where a number is wanted are unknown, too.</summary>
    private static void Value(JsonNode? value, SchemaNode? schema, string path, List<string> removed)
    {
        switch (value)
        {
            case JsonObject mapping: Fields(mapping, schema, path, removed); break;
            case JsonArray list when schema?.PreservesUnknown != true:
                for (int i = 0; i < list.Count; i++) Value(list[i], schema?.Items, $"{path}[{i}]", removed);
                break;
        }
    }

    private static void Fields(JsonObject mapping, SchemaNode? schema, string path, List<string> removed)
    {
        if (schema?.PreservesUnknown == true) return;
        foreach ((string name, JsonNode? value) in mapping.ToList())
        {
            string at = path.Length == 0 ? name : $"{path}.{name}";
            if (schema?.IsRoot == true && name is "apiVersion" or "kind" or "metadata") continue;
            if (schema?.Properties.GetValueOrDefault(name) is { } property) Value(value, property, at, removed);
            else if (schema?.Values is { } values) Value(value, values, at, removed);
            else
            {
                mapping.Remove(name);
                removed.Add(at);
            }
        }
    }
}
