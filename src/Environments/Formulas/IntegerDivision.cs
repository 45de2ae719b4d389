using System.Numerics;
using static RL4VLM.Environments.Formulas.FormulaResultKind;

namespace RL4VLM.Environments.Formulas;

/// <summary>Python's two divisions of ints.</summary>
internal static class IntegerDivision
{
    private const int MantissaBits = 53;
    private const int MinimumExponent = -1021;
    private const int MaximumExponent = 1024;

    private static readonly BigInteger ExactLimit = BigInteger.One << MantissaBits;

    /// <summary>Rounds toward minus infinity.</summary>
    public static BigInteger Floor(BigInteger left, BigInteger right)
    {
        BigInteger quotient = BigInteger.DivRem(left, right, out BigInteger remainder);
        return !remainder.IsZero && remainder.Sign < 0 != right.Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary><c>left / right</c>: the double nearest the exact quotient, half to even, also where the operands themselves are no doubles.</summary>
    public static FormulaResult True(BigInteger left, BigInteger right)
    {
        if (right.IsZero) return FormulaResult.Error(ZeroDivisionError);
        BigInteger a = BigInteger.Abs(left), b = BigInteger.Abs(right);
        if (a <= ExactLimit && b <= ExactLimit) return FormulaResult.Of((double)(long)left / (long)right);
        double sign = left.Sign * right.Sign;
        long difference = a.GetBitLength() - b.GetBitLength();
        if (difference > MaximumExponent) return FormulaResult.Error(OverflowError);
        if (difference < MinimumExponent - MantissaBits - 1) return FormulaResult.Of(Math.CopySign(0.0, sign));

        // Two bits more than the mantissa holds, then round once.
        int shift = (int)Math.Max(difference, MinimumExponent) - MantissaBits - 2;
        (BigInteger numerator, BigInteger denominator) = shift <= 0 ? (a << -shift, b) : (a, b << shift);
        BigInteger quotient = BigInteger.DivRem(numerator, denominator, out BigInteger remainder);
        ulong bits = (ulong)quotient;
        int length = 64 - BitOperations.LeadingZeroCount(bits);
        int extra = Math.Max(length, MinimumExponent - shift) - MantissaBits;
        ulong half = 1UL << (extra - 1), below = (half << 1) - 1, tail = bits & below;
        bool up = tail > half || (tail == half && (!remainder.IsZero || (bits & (half << 1)) != 0));
        bits = (bits & ~below) + (up ? half << 1 : 0);
        double value = Math.ScaleB(bits, shift);
        return double.IsInfinity(value) ? FormulaResult.Error(OverflowError) : FormulaResult.Of(Math.CopySign(value, sign));
    }
}
