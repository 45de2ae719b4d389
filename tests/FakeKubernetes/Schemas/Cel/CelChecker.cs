namespace RL4VLM.FakeKubernetes.Schemas.Cel;

/// <summary>Gives every part of an expression its type, as the API server's compiler does.</summary>
internal sealed class CelChecker
{
    private readonly Dictionary<CelSyntax, CelType> _types = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, CelType> _variables;

    private CelChecker(IReadOnlyDictionary<string, CelType> variables) => _variables = new Dictionary<string, CelType>(variables);

    /// <summary>Variables that the expression names.</summary>
    public HashSet<string> Used { get; } = [];

    public CelType this[CelSyntax syntax] => _types[syntax];

    /// <exception cref="CelException">A type does not fit.</exception>
    public static CelChecker Check(CelSyntax syntax, IReadOnlyDictionary<string, CelType> variables)
    {
        var checker = new CelChecker(variables);
        checker.Of(syntax);
        return checker;
    }

    private CelType Of(CelSyntax syntax) => _types[syntax] = syntax switch
    {
        CelLiteral literal => Literal(literal.Value),
        CelIdentifier identifier => Identifier(identifier.Name),
        CelSelect select => Select(select),
        CelCall call => Call(call, [.. (call.Target is null ? call.Arguments : call.Arguments.Prepend(call.Target)).Select(Of)]),
        CelListLiteral list => new CelType(CelKind.List, Common([.. list.Items.Select(Of)])),
        CelMapLiteral map => MapOf(map),
        CelComprehension comprehension => Comprehension(comprehension),
        _ => throw new ArgumentOutOfRangeException(nameof(syntax)),
    };

    private static CelType Literal(object? value) => value switch
    {
        bool => CelType.Boolean,
        long => CelType.Integer,
        double => CelType.Double,
        string => CelType.Text,
        _ => CelType.Null,
    };

    private CelType Identifier(string name)
    {
        if (_variables.TryGetValue(name, out CelType? type))
        {
            Used.Add(name);
            return type;
        }

        return CelEvaluator.TypeNames.Contains(name) ? CelType.Type : throw new CelException($"undeclared reference to '{name}' (in container '')");
    }

    private CelType Select(CelSelect select)
    {
        CelType operand = Of(select.Operand);
        CelType field = operand.Kind switch
        {
            CelKind.Object => operand.Fields.TryGetValue(select.Field, out CelType? found) ? found : throw new CelException($"undefined field '{select.Field}'"),
            CelKind.Map => operand.Element!,
            CelKind.Dynamic => CelType.Dynamic,
            _ => throw new CelException($"type '{operand}' does not support field selection"),
        };
        return select.TestOnly ? CelType.Boolean : field;
    }

    private CelType MapOf(CelMapLiteral map)
    {
        if (map.Entries.Any(entry => Of(entry.Key).Kind is not (CelKind.Text or CelKind.Dynamic))) throw new CelException("unsupported key type");
        return new CelType(CelKind.Map, Common([.. map.Entries.Select(entry => Of(entry.Value))]));
    }

    private CelType Comprehension(CelComprehension comprehension)
    {
        CelType range = Of(comprehension.Range);
        CelType item = range.Kind switch
        {
            CelKind.List => range.Element!,
            CelKind.Map => CelType.Text,
            CelKind.Dynamic => CelType.Dynamic,
            _ => throw new CelException($"expression of type '{range}' cannot be range of a comprehension (must be list, map, or dynamic)"),
        };
        CelType accumulator = Of(comprehension.Initial);
        return Within(comprehension.Variable, item, () =>
        {
            // The list that map and filter start from is empty: its items have the type of the first step.
            CelType step = Within(comprehension.Accumulator, accumulator, () => Of(comprehension.Step));
            if (!accumulator.Accepts(step)) throw NoOverload("step", [accumulator, step]);
            return Within(comprehension.Accumulator, step, () =>
            {
                Of(comprehension.Condition);
                Of(comprehension.Step);
                return Of(comprehension.Result);
            });
        });
    }

    private CelType Within(string name, CelType type, Func<CelType> check)
    {
        _variables.Remove(name, out CelType? before);
        _variables[name] = type;
        CelType result = check();
        _variables.Remove(name);
        if (before is not null) _variables[name] = before;
        return result;
    }

    private CelType Call(CelCall call, CelType[] given)
    {
        CelException Wrong() => NoOverload(call.Function, given);
        CelType Need(bool holds, CelType result) => holds ? result : throw Wrong();
        bool All(CelType type) => given.All(type.Accepts);
        switch (call.Function, given.Length)
        {
            case ("&&" or "||", 2) or ("!", 1): return Need(All(CelType.Boolean), CelType.Boolean);
            case ("not strictly false", 1): return CelType.Boolean;
            case ("?:", 3): return Need(CelType.Boolean.Accepts(given[0]) && given[1].Accepts(given[2]), Common(given[1..]));
            case ("==" or "!=", 2): return Need(given[0].Accepts(given[1]), CelType.Boolean);
            case ("<" or "<=" or ">" or ">=", 2): return Need(Ordered(given[0], given[1]), CelType.Boolean);
            case ("+", 2): return Need(given[0].Accepts(given[1]) && given[0].Kind is not (CelKind.Boolean or CelKind.Null or CelKind.Map or CelKind.Object or CelKind.Type), Common(given));
            case ("-" or "*" or "/", 2): return Need(given[0].Accepts(given[1]) && (given[0].IsNumber || given[0].Kind == CelKind.Dynamic), Common(given));
            case ("%", 2): return Need(All(CelType.Integer), CelType.Integer);
            case ("unary -", 1): return Need(given[0].IsNumber || given[0].Kind == CelKind.Dynamic, given[0]);
            case ("in", 2):
                return Need(given[1].Kind switch { CelKind.List => given[1].Element!.Accepts(given[0]), CelKind.Map => CelType.Text.Accepts(given[0]), CelKind.Dynamic => true, _ => false }, CelType.Boolean);
            case ("[]", 2):
                bool fits = given[0].Kind switch { CelKind.List => CelType.Integer.Accepts(given[1]), CelKind.Map => CelType.Text.Accepts(given[1]), CelKind.Dynamic => true, _ => false };
                return Need(fits, given[0].Element ?? CelType.Dynamic);
            case ("size", 1): return Need(given[0].Kind is CelKind.Text or CelKind.List or CelKind.Map or CelKind.Dynamic, CelType.Integer);
            case ("matches", 2): return Need(All(CelType.Text), CelType.Boolean);
            case ("startsWith" or "endsWith" or "contains", 2) when call.Target is not null: return Need(All(CelType.Text), CelType.Boolean);
            case ("int", 1) when call.Target is null: return Need(given[0].IsNumber || given[0].Kind is CelKind.Text or CelKind.Timestamp or CelKind.Dynamic, CelType.Integer);
            case ("double", 1) when call.Target is null: return Need(given[0].IsNumber || given[0].Kind is CelKind.Text or CelKind.Dynamic, CelType.Double);
            case ("string", 1) when call.Target is null: return Need(given[0].Kind is not (CelKind.List or CelKind.Map or CelKind.Object or CelKind.Null), CelType.Text);
            case ("type", 1) when call.Target is null: return CelType.Type;
            case ("dyn", 1) when call.Target is null: return CelType.Dynamic;
            default:
                string[] known = ["size", "matches", "startsWith", "endsWith", "contains", "int", "double", "string", "type", "dyn"];
                throw known.Contains(call.Function) ? Wrong() : new CelException($"undeclared reference to '{call.Function}' (in container '')");
        }
    }

    private static bool Ordered(CelType left, CelType right) =>
        (left.IsNumber && right.IsNumber)
        || (left.Accepts(right) && left.Kind is CelKind.Boolean or CelKind.Integer or CelKind.Double or CelKind.Text or CelKind.Timestamp or CelKind.Duration or CelKind.Dynamic);

    private static CelType Common(CelType[] types) =>
        types.Length == 0 ? CelType.Dynamic : types.Skip(1).Aggregate(types[0], (common, type) => !common.Accepts(type) ? CelType.Dynamic : IsOpen(common) ? type : common);

    /// <summary>dyn, or the list of an empty literal.</summary>
    private static bool IsOpen(CelType type) => type.Kind == CelKind.Dynamic || type is { Kind: CelKind.List, Element.Kind: CelKind.Dynamic };

    private static CelException NoOverload(string function, CelType[] given) =>
        new($"found no matching overload for '{(char.IsLetter(function[0]) ? function : $"_{function}_")}' applied to '({string.Join(", ", given.Select(type => type.ToString()))})'");
}
