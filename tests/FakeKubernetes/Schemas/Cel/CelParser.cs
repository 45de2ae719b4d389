namespace RL4VLM.FakeKubernetes.Schemas.Cel;

/// <summary>Text to syntax, by precedence climbing.</summary>
internal sealed class CelParser
{
    private const string Accumulator = "@result";

    private static readonly string[][] Levels = [["||"], ["&&"], ["<", "<=", ">", ">=", "==", "!=", "in"], ["+", "-"], ["*", "/", "%"]];

    private static readonly HashSet<string> Reserved =
        ["as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while"];

    private readonly List<CelToken> _tokens;
    private int _at;

    private CelParser(string text) => _tokens = CelLexer.Read(text);

    private CelToken Next => _tokens[_at];

    /// <exception cref="CelException">A syntax error.</exception>
    public static CelSyntax Parse(string text)
    {
        var parser = new CelParser(text);
        CelSyntax syntax = parser.Conditional();
        return parser.Next.Kind == CelTokenKind.End ? syntax : throw parser.Unexpected();
    }

    private CelSyntax Conditional()
    {
        CelSyntax condition = Binary(0);
        if (!Accept("?")) return condition;
        CelSyntax yes = Binary(0);
        Expect(":");
        return new CelCall("?:", null, [condition, yes, Conditional()]);
    }

    private CelSyntax Binary(int level)
    {
        if (level == Levels.Length) return Unary();
        CelSyntax left = Binary(level + 1);
        while (Next.Kind == CelTokenKind.Symbol && Levels[level].Contains(Next.Text))
        {
            string name = _tokens[_at++].Text;
            left = new CelCall(name, null, [left, Binary(level + 1)]);
        }

        return left;
    }

    private CelSyntax Unary()
    {
        if (Accept("!")) return new CelCall("!", null, [Unary()]);
        if (!Accept("-")) return Member(Primary());
        return Unary() switch
        {
            CelLiteral { Value: long number } => new CelLiteral(-number),
            CelLiteral { Value: double number } => new CelLiteral(-number),
            { } operand => new CelCall("unary -", null, [operand]),
        };
    }

    private CelSyntax Member(CelSyntax operand)
    {
        while (true)
        {
            if (Accept("["))
            {
                operand = new CelCall("[]", null, [operand, Conditional()]);
                Expect("]");
            }
            else if (Accept("."))
            {
                string name = Name();
                operand = Accept("(") ? Macro(name, operand, Arguments(")")) : new CelSelect(operand, name, false);
            }
            else
            {
                return operand;
            }
        }
    }

    private CelSyntax Primary()
    {
        CelToken token = Next;
        if (token.Kind == CelTokenKind.Literal)
        {
            _at++;
            return new CelLiteral(token.Value);
        }

        if (Accept("("))
        {
            CelSyntax inner = Conditional();
            Expect(")");
            return inner;
        }

        if (Accept("[")) return new CelListLiteral(Arguments("]"));
        if (Accept("{")) return Map();
        string name = Name();
        if (!Accept("(")) return new CelIdentifier(name);
        IReadOnlyList<CelSyntax> arguments = Arguments(")");
        if (name != "has") return new CelCall(name, null, arguments);
        return arguments is [CelSelect { TestOnly: false } select] ? select with { TestOnly = true } : throw new CelException("invalid argument to has() macro");
    }

    private CelMapLiteral Map()
    {
        var entries = new List<(CelSyntax, CelSyntax)>();
        while (!Accept("}"))
        {
            if (entries.Count > 0) Expect(",");
            CelSyntax key = Conditional();
            Expect(":");
            entries.Add((key, Conditional()));
        }

        return new CelMapLiteral(entries);
    }

    private List<CelSyntax> Arguments(string end)
    {
        var arguments = new List<CelSyntax>();
        while (!Accept(end))
        {
            if (arguments.Count > 0) Expect(",");
            arguments.Add(Conditional());
        }

        return arguments;
    }

    /// <summary>The expansions are those of the language definition; the cost model is defined on them.</summary>
    private static CelSyntax Macro(string name, CelSyntax target, IReadOnlyList<CelSyntax> arguments)
    {
        if ((name, arguments.Count) is not (("all" or "exists" or "exists_one" or "filter", 2) or ("map", 2 or 3))) return new CelCall(name, target, arguments);
        string variable = arguments[0] is CelIdentifier identifier ? identifier.Name : throw new CelException("argument must be a simple name");
        var result = new CelIdentifier(Accumulator);
        CelSyntax truth = new CelLiteral(true), body = arguments[^1];
        CelSyntax Call(string function, params CelSyntax[] operands) => new CelCall(function, null, operands);
        CelSyntax Collect(CelSyntax condition, CelSyntax item) => Call("?:", condition, Call("+", result, new CelListLiteral([item])), result);
        CelComprehension Over(CelSyntax initial, CelSyntax condition, CelSyntax step, CelSyntax end) => new(variable, target, Accumulator, initial, condition, step, end);
        return name switch
        {
            "all" => Over(truth, Call("not strictly false", result), Call("&&", result, body), result),
            "exists" => Over(new CelLiteral(false), Call("not strictly false", Call("!", result)), Call("||", result, body), result),
            "exists_one" => Over(new CelLiteral(0L), truth, Call("?:", body, Call("+", result, new CelLiteral(1L)), result), Call("==", result, new CelLiteral(1L))),
            "filter" => Over(new CelListLiteral([]), truth, Collect(body, arguments[0]), result),
            _ when arguments.Count == 3 => Over(new CelListLiteral([]), truth, Collect(arguments[1], body), result),
            _ => Over(new CelListLiteral([]), truth, Call("+", result, new CelListLiteral([body])), result),
        };
    }

    private string Name()
    {
        if (Next.Kind != CelTokenKind.Identifier) throw Unexpected();
        string name = _tokens[_at++].Text;
        return Reserved.Contains(name) ? throw new CelException($"reserved identifier: {name}") : name;
    }

    private bool Accept(string symbol)
    {
        if (Next.Kind != CelTokenKind.Symbol || Next.Text != symbol) return false;
        _at++;
        return true;
    }

    private void Expect(string symbol)
    {
        if (!Accept(symbol)) throw Unexpected();
    }

    private CelException Unexpected() => new($"Syntax error: mismatched input '{Next.Text}'");
}
