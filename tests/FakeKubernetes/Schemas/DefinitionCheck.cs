using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Schemas.Cel;

namespace RL4VLM.FakeKubernetes.Schemas;

/// <param name="Path">Where in the CustomResourceDefinition.</param>
/// <param name="Message">What is wrong there.</param>
public sealed record DefinitionProblem(string Path, string Message)
{
    public override string ToString() => $"{Path}: {Message}";
}

/// <param name="Path">Of the rule.</param>
/// <param name="Rule">CEL.</param>
/// <param name="Cost">Estimate over all values it may apply to in one object.</param>
public sealed record RuleCost(string Path, string Rule, double Cost);

/// <summary>Whether kube-apiserver 1.34 takes a version of a CustomResourceDefinition: a structural schema whose defaults are valid and whose rules
/// compile and stay within the cost limits (k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation).</summary>
public static class DefinitionCheck
{
    public const double RuleLimit = 10_000_000;

    public const double DefinitionLimit = 100_000_000;

    /// <param name="definitionVersion">Element of <c>spec.versions</c>.</param>
    /// <returns>Everything that is wrong; empty when the definition would be accepted.</returns>
    public static IReadOnlyList<DefinitionProblem> Problems(JsonObject definitionVersion)
    {
        const string at = "spec.versions[0]";
        var problems = new List<DefinitionProblem>();
        VersionKeywords.Check(definitionVersion, at, problems);
        if (definitionVersion["schema"]?["openAPIV3Schema"] is not JsonObject schema)
        {
            problems.Add(new DefinitionProblem($"{at}.schema.openAPIV3Schema", "Required value: schemas are required"));
            return problems;
        }

        string root = $"{at}.schema.openAPIV3Schema";
        new StructuralCheck(problems).Root(schema, root);
        if (problems.Count > 0) return problems;
        var node = new SchemaNode(schema, true);
        DefaultCheck.Check(node, root, problems);
        if (problems.Count > 0) return problems;
        problems.AddRange(RuleCheck.Problems(node, root));
        return problems;
    }

    /// <summary>What every rule of a definition without problems may cost.</summary>
    public static IReadOnlyList<RuleCost> Costs(JsonObject definitionVersion) => RuleCheck.Costs(SchemaGate.SchemaOf(definitionVersion), "");
}
