using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using RL4VLM.Environments.Formulas;

namespace RL4VLM.Environments.Tests.Formulas;

public sealed class FormulaEvaluatorTests
{
    [Fact]
    public void Every_recorded_evaluation_is_reproduced()
    {
        int evaluations = 0;
        foreach (JsonElement row in Fixture.Rows("ezpoints.jsonl").Concat(Fixture.Rows("points24.jsonl")))
        {
            if (!row.TryGetProperty("python_eval", out JsonElement recorded)) continue;
            evaluations++;
            string formula = row.GetProperty("state").GetProperty("formula_text").GetString()!;
            FormulaResult result = FormulaEvaluator.Evaluate(formula);
            string here = result.Kind switch
            {
                FormulaResultKind.Integer => $"int {result.Integer}",
                FormulaResultKind.Float => $"float {double.Parse(result.Float.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture):R}",
                _ => result.Kind.ToString(),
            };
            string there = recorded.TryGetProperty("error", out JsonElement error) ? error.GetString()!
                : recorded.GetProperty("type").GetString() == "int" ? $"int {recorded.GetProperty("value").GetString()}"
                : $"float {double.Parse(recorded.GetProperty("value").GetString()!, CultureInfo.InvariantCulture):R}";
            Assert.Equal((formula, there), (formula, here));
        }

        Assert.Equal(212, evaluations);
    }

    // Values printed by CPython 3.11.
    [Theory]
    [InlineData("-2**2", "-4")]
    [InlineData("2**-1", "0.5")]
    [InlineData("2**3**2", "512")]
    [InlineData("-7//2", "-4")]
    [InlineData("7//-2", "-4")]
    [InlineData("--+-3", "-3")]
    [InlineData("2*-3", "-6")]
    [InlineData("2**-2*8", "2.0")]
    [InlineData("7/2//2", "1.0")]
    [InlineData("-7/2//2", "-2.0")]
    [InlineData("10**17/3", "33333333333333332")]
    [InlineData("10**400/10**398", "100.0")]
    [InlineData("1/10**320", "1E-320")]
    [InlineData("(2**53+1)/1", "9007199254740992")]
    [InlineData("(2**54+6)/2", "9007199254740996")]
    [InlineData("9**(1/2)*8", "24.0")]
    [InlineData("1010", "1010")]
    [InlineData(" 3 * 8 ", "24")]
    [InlineData("((8))*3", "24")]
    [InlineData("(-1)**99999999999999999999", "-1")]
    [InlineData("0/5", "0.0")]
    public void Values_are_pythons(string formula, string expected)
    {
        FormulaResult result = FormulaEvaluator.Evaluate(formula);
        string text = result.Kind switch
        {
            FormulaResultKind.Integer => result.Integer.ToString(CultureInfo.InvariantCulture),
            FormulaResultKind.Float => result.Float == Math.Floor(result.Float) && Math.Abs(result.Float) < 1e15 ? result.Float.ToString("F1", CultureInfo.InvariantCulture) : result.Float.ToString("R", CultureInfo.InvariantCulture),
            _ => result.Kind.ToString(),
        };
        Assert.Equal(expected, text);
    }

    [Theory]
    [InlineData("", FormulaResultKind.SyntaxError)]
    [InlineData("2 4*1*1", FormulaResultKind.SyntaxError)]
    [InlineData("2* *3", FormulaResultKind.SyntaxError)]
    [InlineData("2***3", FormulaResultKind.SyntaxError)]
    [InlineData("8/ /3", FormulaResultKind.SyntaxError)]
    [InlineData("8///3", FormulaResultKind.SyntaxError)]
    [InlineData("(8*3", FormulaResultKind.SyntaxError)]
    [InlineData("8*3)", FormulaResultKind.SyntaxError)]
    [InlineData("(*3)", FormulaResultKind.SyntaxError)]
    [InlineData("012", FormulaResultKind.SyntaxError)]
    [InlineData("(8)(3)*1*1", FormulaResultKind.TypeError)]
    [InlineData("8(", FormulaResultKind.SyntaxError)]
    [InlineData("8()", FormulaResultKind.TypeError)]
    [InlineData("1/0+8()", FormulaResultKind.ZeroDivisionError)]
    [InlineData("8(1/0)", FormulaResultKind.ZeroDivisionError)]
    [InlineData("()", FormulaResultKind.Tuple)]
    [InlineData("()*3", FormulaResultKind.Tuple)]
    [InlineData("()+3", FormulaResultKind.TypeError)]
    [InlineData("-()", FormulaResultKind.TypeError)]
    [InlineData("8/(1-1)", FormulaResultKind.ZeroDivisionError)]
    [InlineData("8//(1-1)", FormulaResultKind.ZeroDivisionError)]
    [InlineData("(1-1)**-1", FormulaResultKind.ZeroDivisionError)]
    [InlineData("(-8)**(1/3)", FormulaResultKind.Complex)]
    [InlineData("(-8)**(1/3)//2", FormulaResultKind.TypeError)]
    [InlineData("10**400*(1/2)", FormulaResultKind.OverflowError)]
    [InlineData("10**400/3", FormulaResultKind.OverflowError)]
    [InlineData("(10/1)**400", FormulaResultKind.OverflowError)]
    [InlineData("10**10**10", FormulaResultKind.TooLarge)]
    [InlineData("9**9**9**9", FormulaResultKind.TooLarge)]
    [InlineData("a+1", FormulaResultKind.SyntaxError)]
    public void What_is_no_number_is_named(string formula, FormulaResultKind kind)
    {
        FormulaResult result = FormulaEvaluator.Evaluate(formula);
        Assert.Equal(kind, result.Kind);
        Assert.False(result.EqualsInteger(24));
    }

    [Theory]
    [InlineData("(1+10-5)*4", true)]
    [InlineData("8/(3-8/3)", false)]
    [InlineData("5*(5-1/5)", true)]
    [InlineData("4/(1-5/6)", false)]
    [InlineData("7*(3+3/7)", true)]
    [InlineData("12+3*4", true)]
    public void The_target_is_met_exactly_or_not_at_all(string formula, bool meets) =>
        Assert.Equal(meets, FormulaEvaluator.Evaluate(formula).EqualsInteger(24));

    [Fact]
    public void True_division_rounds_once()
    {
        var random = new Random(2);
        for (int i = 0; i < 2000; i++)
        {
            BigInteger left = Draw(random), right = Draw(random);
            FormulaResult result = IntegerDivision.True(left, right);
            if (result.Kind != FormulaResultKind.Float || result.Float == 0 || !double.IsNormal(result.Float)) continue;

            // Nearest: the exact quotient lies within half a step of the result.
            BigInteger error = BigInteger.Abs(Scaled(result.Float, right) - (left << 1200)), above = BigInteger.Abs(Scaled(Math.BitIncrement(result.Float), right) - (left << 1200)), below = BigInteger.Abs(Scaled(Math.BitDecrement(result.Float), right) - (left << 1200));
            Assert.True(error <= above && error <= below, $"{left}/{right}");
        }

        static BigInteger Draw(Random random)
        {
            byte[] bytes = new byte[random.Next(1, 40)];
            random.NextBytes(bytes);
            var value = new BigInteger(bytes);
            return value.IsZero ? BigInteger.One : value;
        }

        static BigInteger Scaled(double value, BigInteger times)
        {
            long bits = BitConverter.DoubleToInt64Bits(value);
            int exponent = (int)((bits >> 52) & 0x7ff) - 1075;
            BigInteger mantissa = (bits & 0xfffffffffffff) | 0x10000000000000;
            return (bits < 0 ? -mantissa : mantissa) * times << (1200 + exponent);
        }
    }

    [Fact]
    public void No_token_string_hangs_or_throws()
    {
        string[] tokens = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "13", "+", "-", "*", "/", "(", ")", " ", "**", "//", "0"];
        var random = new Random(4);
        var kinds = new HashSet<FormulaResultKind>();
        long start = Stopwatch.GetTimestamp();
        var text = new StringBuilder();
        for (int i = 0; i < 100_000; i++)
        {
            text.Clear();
            int length = random.Next(1, i % 100 == 0 ? 300 : 24);
            for (int j = 0; j < length; j++) text.Append(tokens[random.Next(tokens.Length)]);
            kinds.Add(FormulaEvaluator.Evaluate(text.ToString()).Kind);
        }

        // Sensible alternation of numbers and operators reaches evaluation far more often.
        for (int i = 0; i < 20_000; i++)
        {
            text.Clear();
            for (int j = random.Next(1, 8); j >= 0; j--)
            {
                text.Append(random.Next(4) == 0 ? "-" : "").Append(random.Next(1, 14)).Append(j > 0 ? tokens[random.Next(11, 15) is var at && random.Next(3) == 0 ? at + (at >= 13 ? 5 : 0) : at] : "");
            }

            kinds.Add(FormulaEvaluator.Evaluate(text.ToString()).Kind);
        }

        Assert.Subset(kinds, new HashSet<FormulaResultKind> { FormulaResultKind.Integer, FormulaResultKind.Float, FormulaResultKind.SyntaxError, FormulaResultKind.TypeError, FormulaResultKind.TooLarge });
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void The_deepest_and_longest_texts_are_bounded()
    {
        Assert.Equal(FormulaResultKind.TooLarge, FormulaEvaluator.Evaluate(new string('(', 100_000)).Kind);
        Assert.Equal(FormulaResultKind.SyntaxError, FormulaEvaluator.Evaluate(new string('(', FormulaEvaluator.MaximumLength)).Kind);
        Assert.Equal(FormulaResultKind.Integer, FormulaEvaluator.Evaluate(new string('-', FormulaEvaluator.MaximumLength - 1) + "1").Kind);
        Assert.Equal(FormulaResultKind.TooLarge, FormulaEvaluator.Evaluate(string.Join("**", Enumerable.Repeat("9", 170))).Kind);
    }
}
