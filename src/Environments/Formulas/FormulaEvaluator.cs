namespace RL4VLM.Environments.Formulas;

/// <summary>Evaluates a formula with the semantics of a Python expression over digits, <c>+ - * / ( )</c> and spaces (spec section 1.2), within
/// bounds: any text gives a result, in bounded time.</summary>
public static class FormulaEvaluator
{
    /// <summary>Longer texts are <see cref="FormulaResultKind.TooLarge"/>; the games' longest has 42 characters.</summary>
    public const int MaximumLength = 512;

    public static FormulaResult Evaluate(ReadOnlySpan<char> formula)
    {
        if (formula.Length > MaximumLength) return FormulaResult.Error(FormulaResultKind.TooLarge);
        var nodes = new List<FormulaNode>(formula.Length);
        var parser = new FormulaParser(formula, nodes);

        // Parsed as a whole first: in Python a syntax error anywhere comes before any error of evaluation.
        return parser.Parse() is { } root ? Evaluate(nodes, root) : FormulaResult.Error(FormulaResultKind.SyntaxError);
    }

    private static FormulaResult Evaluate(List<FormulaNode> nodes, int index)
    {
        FormulaNode node = nodes[index];
        switch (node.Operation)
        {
            case FormulaOperation.Number:
                return FormulaResult.Of(node.Value);
            case FormulaOperation.EmptyTuple:
                return new FormulaResult(FormulaResultKind.Tuple);
            case FormulaOperation.Call:
                // Arguments are evaluated before the call fails.
                FormulaResult callee = Evaluate(nodes, node.Left);
                if (callee.IsError) return callee;
                FormulaResult argument = node.Right < 0 ? callee : Evaluate(nodes, node.Right);
                return argument.IsError ? argument : FormulaResult.Error(FormulaResultKind.TypeError);
            case FormulaOperation.Plus or FormulaOperation.Negate:
                return FormulaArithmetic.Unary(node.Operation, Evaluate(nodes, node.Left));
            default:
                FormulaResult left = Evaluate(nodes, node.Left);
                if (left.IsError) return left;
                FormulaResult right = Evaluate(nodes, node.Right);
                return right.IsError ? right : FormulaArithmetic.Binary(node.Operation, left, right);
        }
    }
}
