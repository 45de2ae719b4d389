using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Schemas;

/// <summary>What stands beside the schema: names, subresources, printer columns.</summary>
internal static class VersionKeywords
{
    private static readonly string[] Known = ["name", "served", "storage", "deprecated", "deprecationWarning", "schema", "subresources", "additionalPrinterColumns", "selectableFields"];

    private static readonly string[] ColumnTypes = ["integer", "number", "string", "boolean", "date"];

    private static readonly string[] ColumnKeywords = ["name", "type", "format", "description", "priority", "jsonPath"];

    public static void Check(JsonObject version, string path, List<DefinitionProblem> problems)
    {
        foreach ((string name, JsonNode? _) in version.Where(field => !Known.Contains(field.Key))) problems.Add(new DefinitionProblem($"{path}.{name}", "unknown field"));
        foreach ((string name, JsonNode? _) in version["subresources"] as JsonObject ?? [])
        {
            if (name is not ("status" or "scale")) problems.Add(new DefinitionProblem($"{path}.subresources.{name}", "unknown field"));
        }

        var columns = version["additionalPrinterColumns"] as JsonArray ?? [];
        for (int i = 0; i < columns.Count; i++) Column(columns[i]!.AsObject(), $"{path}.additionalPrinterColumns[{i}]", problems);
    }

    private static void Column(JsonObject column, string path, List<DefinitionProblem> problems)
    {
        foreach ((string name, JsonNode? _) in column.Where(field => !ColumnKeywords.Contains(field.Key))) problems.Add(new DefinitionProblem($"{path}.{name}", "unknown field"));
        if (string.IsNullOrEmpty((string?)column["name"])) problems.Add(new DefinitionProblem($"{path}.name", "Required value"));
        if (!ColumnTypes.Contains((string?)column["type"])) problems.Add(new DefinitionProblem($"{path}.type", $"must be one of {string.Join(",", ColumnTypes)}"));
        if ((string?)column["jsonPath"] is not { } jsonPath || !Patterns.IsMatch(@"^([.][A-Za-z_][A-Za-z0-9_-]*|\[[0-9]+\])+$", jsonPath)) problems.Add(new DefinitionProblem($"{path}.jsonPath", "is an invalid path: must be a simple json path starting with ."));
    }
}
