namespace RL4VLM.FakeKubernetes.Schemas.Cel;

/// <summary>An upper estimate of what evaluating a checked expression costs, after the published model (cel-go's checker, with the API server's
/// sizes): what CRDs are measured by when they are created. Only maxima are kept, since the limits are on them.</summary>
internal sealed class CelCost
{
    private const double PerCharacter = 0.1, PerPatternCharacter = 0.25;

    private readonly CelChecker _types;
    private readonly CelType _root;
    private readonly Dictionary<CelSyntax, string[]> _paths = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<CelSyntax, double> _sizes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<CelSyntax, double> _itemSizes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, (string[]? Path, double? Size, double? ItemSize)> _locals = [];

    private CelCost(CelChecker types, CelType root) => (_types, _root) = (types, root);

    /// <param name="syntax">Expression.</param>
    /// <param name="types">Its types.</param>
    /// <param name="root">Type of <c>self</c> and <c>oldSelf</c>.</param>
    public static double Estimate(CelSyntax syntax, CelChecker types, CelType root) => new CelCost(types, root).Of(syntax);

    private double Of(CelSyntax? syntax) => syntax switch
    {
        null or CelLiteral => 0,
        CelIdentifier identifier => Identifier(identifier),
        CelSelect select => Select(select),
        CelCall call => Call(call),
        CelListLiteral list => List(list),
        CelMapLiteral map => 30 + map.Entries.Sum(entry => Of(entry.Key) + Of(entry.Value)),
        CelComprehension comprehension => Comprehension(comprehension),
        _ => throw new ArgumentOutOfRangeException(nameof(syntax)),
    };

    private double Identifier(CelIdentifier identifier)
    {
        if (_locals.TryGetValue(identifier.Name, out var local))
        {
            if (local.Path is not null) _paths[identifier] = local.Path;
        }
        else
        {
            _paths[identifier] = [identifier.Name];
        }

        return 1;
    }

    private double Select(CelSelect select)
    {
        double cost = Of(select.Operand);
        if (select.TestOnly) return cost + 1;
        if (_types[select.Operand].Kind is CelKind.Map or CelKind.Object) cost++;
        if (_paths.TryGetValue(select.Operand, out string[]? path)) _paths[select] = [.. path, select.Field];
        return cost;
    }

    private double List(CelListLiteral list)
    {
        double cost = 10 + list.Items.Sum(Of);
        _itemSizes[list] = list.Items.Count == 0 ? 0 : list.Items.Max(Size);
        return cost;
    }

    private double Comprehension(CelComprehension comprehension)
    {
        double cost = Of(comprehension.Range) + Of(comprehension.Initial);
        var outer = (Variable: _locals.TryGetValue(comprehension.Variable, out var variable), variable, Accumulator: _locals.TryGetValue(comprehension.Accumulator, out var accumulator), accumulator);
        string part = _types[comprehension.Range].Kind == CelKind.Map ? "@keys" : "@items";
        string[]? path = _paths.TryGetValue(comprehension.Range, out string[]? range) ? [.. range, part] : null;
        _locals[comprehension.Accumulator] = (null, Size(comprehension.Initial), ItemSize(comprehension.Initial));
        _locals[comprehension.Variable] = (path, part == "@items" ? ItemSize(comprehension.Range) : null, null);
        double perItem = Of(comprehension.Condition) + Of(comprehension.Step);
        Restore(comprehension.Variable, outer.Variable, outer.variable);
        cost += Of(comprehension.Result);
        Restore(comprehension.Accumulator, outer.Accumulator, outer.accumulator);
        double count = Size(comprehension.Range);
        _sizes[comprehension] = comprehension.Initial is CelListLiteral ? count : Size(comprehension.Initial);
        if (ItemSize(comprehension.Step) is { } item) _itemSizes[comprehension] = item;
        return cost + (count * perItem);
    }

    private void Restore(string name, bool known, (string[]?, double?, double?) local)
    {
        if (known) _locals[name] = local;
        else _locals.Remove(name);
    }

    private double Call(CelCall call)
    {
        CelSyntax[] operands = [.. call.Target is null ? call.Arguments : call.Arguments.Prepend(call.Target)];
        double[] costs = [.. operands.Select(Of)];
        double sum = costs.Sum();
        switch (call.Function)
        {
            case "&&" or "||": return sum;
            case "?:":
                _sizes[call] = Math.Max(Size(operands[1]), Size(operands[2]));
                if (ItemSize(operands[1]) is { } first && ItemSize(operands[2]) is { } second) _itemSizes[call] = Math.Max(first, second);
                return costs[0] + Math.Max(costs[1], costs[2]);
            case "matches": return sum + (Math.Ceiling((Size(operands[0]) + 1) * PerCharacter) * Math.Ceiling(Size(operands[1]) * PerPatternCharacter));
            case "contains": return sum + (Math.Ceiling(Size(operands[0]) * PerCharacter) * Math.Ceiling(Size(operands[1]) * PerCharacter));
            case "startsWith" or "endsWith": return sum + Math.Ceiling(Size(operands[1]) * PerCharacter);
            case "in" when _types[operands[1]].Kind != CelKind.Map: return sum + Size(operands[1]);
            case "==" or "!=": return sum + Math.Ceiling(Math.Min(Size(operands[0]), Size(operands[1])) * PerCharacter);
            case "<" or "<=" or ">" or ">=" when _types[operands[0]].Kind == CelKind.Text: return sum + Math.Ceiling(Math.Min(Size(operands[0]), Size(operands[1])) * PerCharacter);
            case "+" when _types[call].Kind is CelKind.Text or CelKind.List:
                _sizes[call] = Size(operands[0]) + Size(operands[1]);
                if (ItemSize(operands[0]) is { } left && ItemSize(operands[1]) is { } right) _itemSizes[call] = Math.Max(left, right);
                return sum + (_types[call].Kind == CelKind.List ? 1 : Math.Ceiling(_sizes[call] * PerCharacter));
            case "[]":
                bool list = _types[operands[0]].Kind == CelKind.List;
                if (_paths.TryGetValue(operands[0], out string[]? path)) _paths[call] = [.. path, list ? "@items" : "@values"];
                if (ItemSize(operands[0]) is { } item) _sizes[call] = item;
                return sum + 1;
            default: return sum + 1;
        }
    }

    /// <summary>Most characters, items or entries.</summary>
    private double Size(CelSyntax syntax)
    {
        if (_sizes.TryGetValue(syntax, out double known)) return known;
        switch (syntax)
        {
            case CelLiteral literal: return literal.Value is string text ? text.EnumerateRunes().Count() : 1;
            case CelListLiteral list: return list.Items.Count;
            case CelMapLiteral map: return map.Entries.Count;
        }

        if (_paths.TryGetValue(syntax, out string[]? path) && Find(path) is { } type) return type.MaximumElements;
        if (_types[syntax].Kind is CelKind.Boolean or CelKind.Integer or CelKind.Double or CelKind.Timestamp or CelKind.Duration) return 1;
        return syntax is CelIdentifier identifier && _locals.TryGetValue(identifier.Name, out var local) && local.Size is { } size ? size : ulong.MaxValue;
    }

    private double? ItemSize(CelSyntax syntax) =>
        _itemSizes.TryGetValue(syntax, out double known) ? known : syntax is CelIdentifier identifier && _locals.TryGetValue(identifier.Name, out var local) ? local.ItemSize : null;

    private CelType? Find(string[] path)
    {
        CelType? at = _root;
        foreach (string name in path.Skip(1)) at = name == "@keys" ? CelType.Text : name is "@items" or "@values" ? at?.Element : at?.Fields.GetValueOrDefault(name);
        return at;
    }
}
