using System.Globalization;
using RL4VLM.FakeKubernetes.Schemas.Cel;

namespace RL4VLM.FakeKubernetes.Schemas;

/// <summary>Rules compile, point to fields that exist, read <c>oldSelf</c> only where an old value can be found, and stay within the limits.</summary>
internal static class RuleCheck
{
    public static IEnumerable<DefinitionProblem> Problems(SchemaNode root, string path)
    {
        var problems = new List<DefinitionProblem>();
        double total = 0;
        foreach (Placed placed in Rules(root, path, 1, true))
        {
            CompiledRule rule;
            try
            {
                rule = placed.Compile();
            }
            catch (CelException e)
            {
                problems.Add(new DefinitionProblem(placed.Path, $"compilation failed: {e.Message}"));
                continue;
            }

            double cost = rule.Cost * placed.Times;
            total += cost;
            if (cost > DefinitionCheck.RuleLimit) problems.Add(Exceeded($"{placed.Path}.rule", "estimated rule cost", cost / DefinitionCheck.RuleLimit));
            if (rule.UsesOldSelf && !placed.Correlatable) problems.Add(new DefinitionProblem($"{placed.Path}.rule", "oldSelf cannot be used on the uncorrelatable portion of the schema"));
            if (!Exists(placed.Schema, placed.Rule.FieldPath)) problems.Add(new DefinitionProblem($"{placed.Path}.fieldPath", "must be a valid path"));
            if (placed.Rule.Message.Contains('\n', StringComparison.Ordinal)) problems.Add(new DefinitionProblem($"{placed.Path}.message", "must not contain line breaks"));
        }

        if (total > DefinitionCheck.DefinitionLimit) problems.Add(Exceeded(path, "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema", total / DefinitionCheck.DefinitionLimit));
        return problems;
    }

    public static IReadOnlyList<RuleCost> Costs(SchemaNode root, string path) =>
        [.. Rules(root, path, 1, true).Select(placed => new RuleCost(placed.Path, placed.Rule.Text, placed.Compile().Cost * placed.Times))];

    private static DefinitionProblem Exceeded(string path, string what, double factor) =>
        new(path, $"{what} exceeds budget by factor of {(factor > 100 ? "more than 100" : factor.ToString("0.0", CultureInfo.InvariantCulture))}x (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)");

    private static bool Exists(SchemaNode schema, string fieldPath)
    {
        SchemaNode? at = schema;
        foreach (string name in fieldPath.Split('.', StringSplitOptions.RemoveEmptyEntries)) at = at?.Properties.GetValueOrDefault(name) ?? at?.Values;
        return at is not null;
    }

    /// <param name="schema">Schema and those below it.</param>
    /// <param name="path">Of the schema.</param>
    /// <param name="times">How many values of it one object may hold; null where that is not bounded.</param>
    /// <param name="correlatable">Whether each value's old one can be found.</param>
    private static IEnumerable<Placed> Rules(SchemaNode schema, string path, double? times, bool correlatable)
    {
        for (int i = 0; i < schema.Rules.Count; i++)
        {
            yield return new Placed($"{path}.x-kubernetes-validations[{i.ToString(CultureInfo.InvariantCulture)}]", schema, i, times ?? SchemaTypes.RequestSize / (schema.CelType!.MinimumSize + 1), correlatable);
        }

        IEnumerable<Placed> below = schema.Properties.SelectMany(property => Rules(property.Value, $"{path}.properties[{property.Key}]", times, correlatable && !schema.IsAtomicMap));
        if (schema.Items is { } items) below = below.Concat(Rules(items, $"{path}.items", times * schema.MaximumItems, correlatable && schema.ListType == "map"));
        if (schema.Values is { } values) below = below.Concat(Rules(values, $"{path}.additionalProperties", times * schema.MaximumProperties, correlatable));
        foreach (Placed placed in below) yield return placed;
    }

    private sealed record Placed(string Path, SchemaNode Schema, int Index, double Times, bool Correlatable)
    {
        public SchemaRule Rule => Schema.Rules[Index];

        public CompiledRule Compile() => CompiledRule.Compile(Rule, Schema.CelType ?? throw new CelException("failed to convert to declType for CEL validation rules"));
    }
}
