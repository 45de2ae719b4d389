using System.Numerics;
using static RL4VLM.Environments.Formulas.FormulaResultKind;

namespace RL4VLM.Environments.Formulas;

/// <summary>Python's arithmetic on ints, floats, and, as far as these formulas can reach them, complex numbers and empty tuples.</summary>
internal static class FormulaArithmetic
{
    /// <summary>Integers of more bits are <see cref="TooLarge"/>. No formula over four numbers comes back from there to a target.</summary>
    private const long MaximumBits = 65_536;

    public static FormulaResult Unary(FormulaOperation operation, FormulaResult operand) => operand.Kind switch
    {
        Integer => FormulaResult.Of(operation == FormulaOperation.Negate ? -operand.Integer : operand.Integer),
        Float => FormulaResult.Of(operation == FormulaOperation.Negate ? -operand.Float : operand.Float),
        FormulaResultKind.Tuple => FormulaResult.Error(TypeError),
        _ => operand,
    };

    public static FormulaResult Binary(FormulaOperation operation, FormulaResult left, FormulaResult right)
    {
        if (left.Kind == FormulaResultKind.Tuple || right.Kind == FormulaResultKind.Tuple) return WithTuple(operation, left, right);
        if (left.Kind == FormulaResultKind.Complex || right.Kind == FormulaResultKind.Complex) return WithComplex(operation, right);
        if (left.Kind == Integer && right.Kind == Integer) return Integers(operation, left.Integer, right.Integer);
        FormulaResult first = ToFloat(left);
        if (first.IsError) return first;
        FormulaResult second = ToFloat(right);
        return second.IsError ? second : Floats(operation, first.Float, second.Float);
    }

    private static FormulaResult Integers(FormulaOperation operation, BigInteger left, BigInteger right)
    {
        switch (operation)
        {
            case FormulaOperation.Add:
                return Bounded(left + right);
            case FormulaOperation.Subtract:
                return Bounded(left - right);
            case FormulaOperation.Multiply:
                return Bounded(left * right);
            case FormulaOperation.Divide:
                return IntegerDivision.True(left, right);
            case FormulaOperation.FloorDivide:
                return right.IsZero ? FormulaResult.Error(ZeroDivisionError) : FormulaResult.Of(IntegerDivision.Floor(left, right));
            default:
                return IntegerPower(left, right);
        }
    }

    private static FormulaResult IntegerPower(BigInteger power, BigInteger exponent)
    {
        if (exponent.Sign < 0)
        {
            FormulaResult first = IntegerDivision.True(power, BigInteger.One), second = IntegerDivision.True(exponent, BigInteger.One);
            return first.IsError ? first : second.IsError ? second : FloatPower(first.Float, second.Float);
        }

        if (exponent.IsZero || power.IsOne) return FormulaResult.Of(BigInteger.One);
        if (power.IsZero) return FormulaResult.Of(BigInteger.Zero);
        if (power == BigInteger.MinusOne) return FormulaResult.Of(exponent.IsEven ? BigInteger.One : BigInteger.MinusOne);
        long bits = BigInteger.Abs(power).GetBitLength();
        if (exponent > MaximumBits || (bits - 1) * (long)exponent > MaximumBits) return FormulaResult.Error(TooLarge);
        return Bounded(BigInteger.Pow(power, (int)exponent));
    }

    private static FormulaResult Floats(FormulaOperation operation, double left, double right)
    {
        switch (operation)
        {
            case FormulaOperation.Add:
                return FormulaResult.Of(left + right);
            case FormulaOperation.Subtract:
                return FormulaResult.Of(left - right);
            case FormulaOperation.Multiply:
                return FormulaResult.Of(left * right);
            case FormulaOperation.Divide:
                return right == 0 ? FormulaResult.Error(ZeroDivisionError) : FormulaResult.Of(left / right);
            case FormulaOperation.FloorDivide:
                return right == 0 ? FormulaResult.Error(ZeroDivisionError) : FormulaResult.Of(FloorQuotient(left, right));
            default:
                return FloatPower(left, right);
        }
    }

    private static FormulaResult FloatPower(double power, double exponent)
    {
        if (exponent == 0 || power == 1) return FormulaResult.Of(1.0);
        if (power == 0 && exponent < 0) return FormulaResult.Error(ZeroDivisionError);
        if (power < 0 && double.IsFinite(power) && double.IsFinite(exponent) && exponent != Math.Floor(exponent)) return new FormulaResult(FormulaResultKind.Complex);
        double result = Math.Pow(power, exponent);
        return double.IsInfinity(result) && double.IsFinite(power) && double.IsFinite(exponent) ? FormulaResult.Error(OverflowError) : FormulaResult.Of(result);
    }

    // Quotient from the exact remainder, then rounded to the floor: (left - remainder) / right may be off by a rounding.
    private static double FloorQuotient(double left, double right)
    {
        double remainder = left % right;
        double quotient = (left - remainder) / right;
        if (remainder != 0 && right < 0 != remainder < 0) quotient -= 1;
        if (quotient == 0) return Math.CopySign(0, left / right);
        double floor = Math.Floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }

    private static FormulaResult WithTuple(FormulaOperation operation, FormulaResult left, FormulaResult right)
    {
        bool both = left.Kind == right.Kind;
        if (operation == FormulaOperation.Add && both) return left;
        FormulaResult other = left.Kind == FormulaResultKind.Tuple ? right : left;
        if (operation != FormulaOperation.Multiply || both || other.Kind != Integer) return FormulaResult.Error(TypeError);
        bool indexSized = other.Integer >= long.MinValue && other.Integer <= long.MaxValue;
        return indexSized ? new FormulaResult(FormulaResultKind.Tuple) : FormulaResult.Error(OverflowError);
    }

    // Once complex, no four numbers bring the imaginary part back to exactly zero: the value itself is not needed.
    private static FormulaResult WithComplex(FormulaOperation operation, FormulaResult right)
    {
        bool zero = right.Kind switch { Integer => right.Integer.IsZero, Float => right.Float == 0, _ => false };
        return operation switch
        {
            FormulaOperation.FloorDivide => FormulaResult.Error(TypeError),
            FormulaOperation.Divide when zero => FormulaResult.Error(ZeroDivisionError),
            _ => new FormulaResult(FormulaResultKind.Complex),
        };
    }

    private static FormulaResult ToFloat(FormulaResult value) => value.Kind == Integer ? IntegerDivision.True(value.Integer, BigInteger.One) : value;

    private static FormulaResult Bounded(BigInteger value) =>
        value.GetBitLength() > MaximumBits ? FormulaResult.Error(TooLarge) : FormulaResult.Of(value);
}
