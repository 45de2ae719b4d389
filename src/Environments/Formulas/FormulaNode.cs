using System.Numerics;

namespace RL4VLM.Environments.Formulas;

internal enum FormulaOperation
{
    Number,
    EmptyTuple,
    Call,
    Plus,
    Negate,
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Power,
}

/// <summary>A node of the syntax tree; children are indices into the parser's list, -1 for none.</summary>
internal readonly record struct FormulaNode(FormulaOperation Operation, int Left = -1, int Right = -1, BigInteger Value = default);
