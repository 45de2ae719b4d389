using RL4VLM.FakeKubernetes.Schemas.Cel;

namespace RL4VLM.FakeKubernetes.Schemas;

/// <param name="Rule">As written.</param>
/// <param name="Syntax">Parsed.</param>
/// <param name="UsesOldSelf">A transition rule.</param>
/// <param name="Cost">Static estimate for one value.</param>
internal sealed record CompiledRule(SchemaRule Rule, CelSyntax Syntax, bool UsesOldSelf, double Cost)
{
    /// <exception cref="CelException">Wrong syntax, unknown names, types that do not fit, or not a yes or no.</exception>
    public static CompiledRule Compile(SchemaRule rule, CelType self)
    {
        CelSyntax syntax = CelParser.Parse(rule.Text);
        CelChecker types = CelChecker.Check(syntax, new Dictionary<string, CelType> { ["self"] = self, ["oldSelf"] = self });
        if (types[syntax].Kind != CelKind.Boolean) throw new CelException("cel expression must evaluate to a bool");
        return new CompiledRule(rule, syntax, types.Used.Contains("oldSelf"), CelCost.Estimate(syntax, types, self));
    }
}
