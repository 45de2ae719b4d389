using System.Globalization;
using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Schemas.Cel;

namespace RL4VLM.FakeKubernetes.Schemas;

/// <summary>Evaluates <c>x-kubernetes-validations</c>. A rule without <c>oldSelf</c> says nothing of a value that did not change.</summary>
internal static class RuleValidator
{
    public static List<FieldError> Validate(JsonNode? value, JsonNode? old, SchemaNode schema, string path = "")
    {
        var errors = new List<FieldError>();
        Value(value, old, schema, path, false, errors);
        return errors;
    }

    private static void Value(JsonNode? value, JsonNode? old, SchemaNode schema, string path, bool parentUnchanged, List<FieldError> errors)
    {
        if (value is null) return;
        bool unchanged = old is null ? parentUnchanged : JsonNode.DeepEquals(value, old);
        if (unchanged && old is not null && !schema.HasTransitionRules) return;
        Rules(value, old, schema, path, unchanged, errors);
        switch (value)
        {
            case JsonArray list when schema.Items is { } items:
                for (int i = 0; i < list.Count; i++) Value(list[i], schema.OldItem(old as JsonArray, list[i]), items, $"{path}[{i.ToString(CultureInfo.InvariantCulture)}]", unchanged, errors);
                break;
            case JsonObject mapping:
                foreach ((string name, JsonNode? content) in mapping)
                {
                    JsonNode? before = schema.IsAtomicMap ? null : (old as JsonObject)?[name];
                    if (schema.Properties.TryGetValue(name, out SchemaNode? property)) Value(content, before, property, path.Length == 0 ? name : $"{path}.{name}", unchanged, errors);
                    else if (schema.Values is { } values) Value(content, before, values, $"{path}[{name}]", unchanged, errors);
                }

                break;
        }
    }

    private static void Rules(JsonNode value, JsonNode? old, SchemaNode schema, string path, bool unchanged, List<FieldError> errors)
    {
        if (schema.Rules.Count == 0) return;
        var variables = new Dictionary<string, object?> { ["self"] = CelValues.Of(value, schema) };
        if (old is not null) variables["oldSelf"] = CelValues.Of(old, schema);
        string shown = FieldError.Quote(schema.Type);
        foreach (CompiledRule compiled in schema.CompiledRules.Where(compiled => old is not null || !compiled.UsesOldSelf))
        {
            SchemaRule rule = compiled.Rule;
            switch (CelEvaluator.Evaluate(compiled.Syntax, variables))
            {
                case true: break;
                case CelError error: errors.Add(new FieldError(FieldErrorKind.Invalid, path, shown, $"{error.Message} evaluating rule: {rule.Message}")); break;
                case var _ when unchanged && !compiled.UsesOldSelf: break;
                default:
                    string at = rule.FieldPath.Length == 0 ? path : path.Length == 0 ? rule.FieldPath : $"{path}.{rule.FieldPath}";
                    errors.Add(rule.Reason switch
                    {
                        "FieldValueForbidden" => new FieldError(FieldErrorKind.Forbidden, at, null, rule.Message),
                        "FieldValueRequired" => new FieldError(FieldErrorKind.Required, at, null, rule.Message),
                        "FieldValueDuplicate" => new FieldError(FieldErrorKind.Duplicate, at, shown, ""),
                        _ => new FieldError(FieldErrorKind.Invalid, at, shown, rule.Message),
                    });
                    break;
            }
        }
    }
}
