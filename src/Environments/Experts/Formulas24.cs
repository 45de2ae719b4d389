using System.Globalization;
using RL4VLM.Environments.Formulas;

namespace RL4VLM.Environments.Experts;

/// <summary>All ways to join four numbers in a given order by three operators.</summary>
internal static class Formulas24
{
    private const double Tolerance = 1e-6;
    private const string Operators = "+-*/";

    /// <summary>Adds every formula over <paramref name="order"/> that equals the target.</summary>
    public static void Collect(ReadOnlySpan<int> order, SortedSet<(int Tokens, string Text)> found, int target)
    {
        double a = order[0], b = order[1], c = order[2], d = order[3];
        foreach (char p in Operators)
        foreach (char q in Operators)
        foreach (char r in Operators)
        {
            // A near miss is written out and judged by the evaluator: only its arithmetic counts.
            double ab = Apply(a, p, b), bc = Apply(b, q, c), cd = Apply(c, r, d);
            if (Near(Apply(Apply(ab, q, c), r, d), target)) Add(found, target, Join(Join(Join(order[0], p, order[1]), q, order[2]), r, order[3]));
            if (Near(Apply(Apply(a, p, bc), r, d), target)) Add(found, target, Join(Join(order[0], p, Join(order[1], q, order[2])), r, order[3]));
            if (Near(Apply(ab, q, cd), target)) Add(found, target, Join(Join(order[0], p, order[1]), q, Join(order[2], r, order[3])));
            if (Near(Apply(a, p, Apply(bc, r, d)), target)) Add(found, target, Join(order[0], p, Join(Join(order[1], q, order[2]), r, order[3])));
            if (Near(Apply(a, p, Apply(b, q, cd)), target)) Add(found, target, Join(order[0], p, Join(order[1], q, Join(order[2], r, order[3]))));
        }
    }

    private static double Apply(double left, char operation, double right) => operation switch
    {
        '+' => left + right,
        '-' => left - right,
        '*' => left * right,
        _ => left / right,
    };

    private static bool Near(double value, int target) => Math.Abs(value - target) < Tolerance;

    private static void Add(SortedSet<(int Tokens, string Text)> found, int target, Part formula)
    {
        if (FormulaEvaluator.Evaluate(formula.Text).EqualsInteger(target)) found.Add((formula.Tokens, formula.Text));
    }

    // Parentheses only where precedence or association needs them: a+(b+c) is written a+b+c, which the caller judges again.
    private static Part Join(Part left, char operation, Part right)
    {
        bool product = operation is '*' or '/';
        Part first = product && left.IsSum ? left.InParentheses() : left;
        bool keep = right.IsSum ? product || operation == '-' : right.IsProduct && operation == '/';
        Part second = keep ? right.InParentheses() : right;
        return new Part(first.Text + operation + second.Text, first.Tokens + second.Tokens + 1, !product, product);
    }

    private readonly record struct Part(string Text, int Tokens, bool IsSum, bool IsProduct)
    {
        public static implicit operator Part(int number) => new(number.ToString(CultureInfo.InvariantCulture), 1, false, false);

        public Part InParentheses() => new($"({Text})", Tokens + 2, false, false);
    }
}
