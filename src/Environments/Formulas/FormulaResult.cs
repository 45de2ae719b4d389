using System.Numerics;

namespace RL4VLM.Environments.Formulas;

/// <summary>What a formula evaluated to, in the terms of Python.</summary>
public enum FormulaResultKind
{
    Integer,
    Float,

    /// <summary>A complex number; never equal to a target.</summary>
    Complex,

    /// <summary>An empty tuple; never equal to a target.</summary>
    Tuple,

    SyntaxError,
    TypeError,
    ZeroDivisionError,
    OverflowError,

    /// <summary>Beyond this evaluator's bounds; Python would go on, possibly for hours.</summary>
    TooLarge,
}

/// <summary>A value or the kind of error.</summary>
/// <param name="Kind">Which of the two numbers counts, or the error.</param>
/// <param name="Integer">Of kind <see cref="FormulaResultKind.Integer"/>.</param>
/// <param name="Float">Of kind <see cref="FormulaResultKind.Float"/>.</param>
public readonly record struct FormulaResult(FormulaResultKind Kind, BigInteger Integer = default, double Float = 0)
{
    public bool IsError => Kind >= FormulaResultKind.SyntaxError;

    /// <summary>Python's <c>==</c> with an integer small enough for a double: exact.</summary>
    public bool EqualsInteger(int target) => Kind switch
    {
        FormulaResultKind.Integer => Integer == target,
        FormulaResultKind.Float => Float == target,
        _ => false,
    };

    internal static FormulaResult Of(BigInteger value) => new(FormulaResultKind.Integer, Integer: value);

    internal static FormulaResult Of(double value) => new(FormulaResultKind.Float, Float: value);

    internal static FormulaResult Error(FormulaResultKind kind) => new(kind);
}
