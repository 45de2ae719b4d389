using System.Globalization;
using System.Numerics;

namespace RL4VLM.Environments.Formulas;

/// <summary>Recursive descent over the part of Python's expression grammar that these characters can form. Linear in the text.</summary>
internal ref struct FormulaParser(ReadOnlySpan<char> text, List<FormulaNode> nodes)
{
    /// <summary>Python's own limit on parentheses is 200 (its tokenizer's MAXLEVEL); the games' longest formula has room for 20.</summary>
    private const int MaximumParentheses = 200;

    private readonly ReadOnlySpan<char> text = text;
    private int position;
    private int parentheses;

    /// <summary>Index of the root, or null where Python reports a syntax error.</summary>
    public int? Parse()
    {
        int root = Sum();
        SkipSpaces();
        return root >= 0 && position == text.Length ? root : null;
    }

    private int Sum()
    {
        int left = Product();
        while (left >= 0)
        {
            FormulaOperation operation = Peek() switch
            {
                '+' => FormulaOperation.Add,
                '-' => FormulaOperation.Subtract,
                _ => FormulaOperation.Number,
            };
            if (operation == FormulaOperation.Number) break;
            position++;
            left = Binary(operation, left, Product());
        }

        return left;
    }

    private int Product()
    {
        int left = Signed();
        while (left >= 0)
        {
            char next = Peek();
            bool doubled = IsDoubled(next);
            if (next == '/') left = Operator(doubled ? FormulaOperation.FloorDivide : FormulaOperation.Divide, doubled, left);
            else if (next == '*' && !doubled) left = Operator(FormulaOperation.Multiply, false, left);
            else break;
        }

        return left;
    }

    private int Operator(FormulaOperation operation, bool doubled, int left)
    {
        position += doubled ? 2 : 1;
        return Binary(operation, left, Signed());
    }

    private int Signed()
    {
        char next = Peek();
        if (next is not ('+' or '-')) return Power();
        position++;
        int operand = Signed();
        return operand < 0 ? -1 : Add(new FormulaNode(next == '-' ? FormulaOperation.Negate : FormulaOperation.Plus, operand));
    }

    private int Power()
    {
        int left = Call();
        if (left < 0 || Peek() != '*' || !IsDoubled('*')) return left;
        position += 2;
        return Binary(FormulaOperation.Power, left, Signed());
    }

    // A primary followed by parentheses calls it; that a number cannot be called shows only on evaluation.
    private int Call()
    {
        int callee = Atom();
        while (callee >= 0 && Peek() == '(')
        {
            if (!Open()) return -1;
            int argument = -1;
            if (Peek() != ')')
            {
                if (Peek() == '*') position += IsDoubled('*') ? 2 : 1;
                argument = Sum();
                if (argument < 0) return -1;
            }

            callee = Close() ? Add(new FormulaNode(FormulaOperation.Call, callee, argument)) : -1;
        }

        return callee;
    }

    private int Atom()
    {
        char next = Peek();
        if (char.IsAsciiDigit(next)) return Number();
        if (next != '(' || !Open()) return -1;
        if (Peek() == ')') return Close() ? Add(new FormulaNode(FormulaOperation.EmptyTuple)) : -1;
        int inner = Sum();
        return inner >= 0 && Close() ? inner : -1;
    }

    private int Number()
    {
        int start = position;
        while (position < text.Length && char.IsAsciiDigit(text[position])) position++;
        ReadOnlySpan<char> digits = text[start..position];

        // Python allows leading zeros in zero only.
        if (digits[0] == '0' && digits.IndexOfAnyExcept('0') >= 0) return -1;
        return Add(new FormulaNode(FormulaOperation.Number, Value: BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture)));
    }

    private bool Open()
    {
        position++;
        return ++parentheses <= MaximumParentheses;
    }

    private bool Close()
    {
        if (Peek() != ')') return false;
        position++;
        parentheses--;
        return true;
    }

    private int Binary(FormulaOperation operation, int left, int right) => right < 0 ? -1 : Add(new FormulaNode(operation, left, right));

    private readonly int Add(FormulaNode node)
    {
        nodes.Add(node);
        return nodes.Count - 1;
    }

    private char Peek()
    {
        SkipSpaces();
        return position < text.Length ? text[position] : '\0';
    }

    private readonly bool IsDoubled(char symbol) => position + 1 < text.Length && text[position + 1] == symbol;

    private void SkipSpaces()
    {
        while (position < text.Length && text[position] == ' ') position++;
    }
}
