using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Schemas.Cel;

namespace RL4VLM.FakeKubernetes.Schemas;

/// <summary>A default must be valid as it stands, before the defaults of its own fields fill it: rules that read a field it leaves out fail.</summary>
internal static class DefaultCheck
{
    public static void Check(SchemaNode schema, string path, List<DefinitionProblem> problems)
    {
        if (schema.Default is { } value) problems.AddRange(Of(value, schema, $"{path}.default"));
        foreach ((string name, SchemaNode property) in schema.Properties) Check(property, $"{path}.properties[{name}]", problems);
        if (schema.Items is { } items) Check(items, $"{path}.items", problems);
    }

    private static IEnumerable<DefinitionProblem> Of(JsonNode value, SchemaNode schema, string path)
    {
        if (Pruner.PruneValue(value.DeepClone(), schema).Count > 0) return [new DefinitionProblem(path, "must not have unknown fields")];
        List<FieldError> errors = ValueValidator.Validate(value, null, schema);
        try
        {
            if (errors.Count == 0) errors = RuleValidator.Validate(value, value, schema);
            if (errors.Count == 0) errors = RuleValidator.Validate(value, null, schema);
        }
        catch (CelException)
        {
            // A rule that does not compile is reported by RuleCheck.
            return [];
        }

        return errors.Select(error => new DefinitionProblem(path, error.ToString()));
    }
}
