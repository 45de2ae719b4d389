namespace RL4VLM.FakeKubernetes.Schemas.Cel;

/// <summary>An expression of the Common Expression Language after its macros were expanded (github.com/google/cel-spec, langdef.md).</summary>
internal abstract record CelSyntax;

/// <param name="Value">bool, long, double, string or null.</param>
internal sealed record CelLiteral(object? Value) : CelSyntax;

internal sealed record CelIdentifier(string Name) : CelSyntax;

/// <param name="Operand">Left of the dot.</param>
/// <param name="Field">Right of it, escaped as in the rule.</param>
/// <param name="TestOnly">Written as <c>has(operand.field)</c>.</param>
internal sealed record CelSelect(CelSyntax Operand, string Field, bool TestOnly) : CelSyntax;

/// <param name="Function">A name, or an operator such as <c>&amp;&amp;</c>, <c>?:</c>, <c>[]</c>, <c>in</c>, <c>unary -</c>.</param>
/// <param name="Target">The receiver of <c>target.function(arguments)</c>.</param>
/// <param name="Arguments">Arguments or operands.</param>
internal sealed record CelCall(string Function, CelSyntax? Target, IReadOnlyList<CelSyntax> Arguments) : CelSyntax;

internal sealed record CelListLiteral(IReadOnlyList<CelSyntax> Items) : CelSyntax;

internal sealed record CelMapLiteral(IReadOnlyList<(CelSyntax Key, CelSyntax Value)> Entries) : CelSyntax;

/// <summary>What all, exists, exists_one, map and filter come to: <see cref="Accumulator"/> starts as <see cref="Initial"/>, and as long as
/// <see cref="Condition"/> holds becomes <see cref="Step"/> for every item of <see cref="Range"/>.</summary>
internal sealed record CelComprehension(string Variable, CelSyntax Range, string Accumulator, CelSyntax Initial, CelSyntax Condition, CelSyntax Step, CelSyntax Result) : CelSyntax;

/// <summary>The rule cannot be compiled.</summary>
internal sealed class CelException(string message) : Exception(message);
