using System.Globalization;

namespace RL4VLM.FakeKubernetes.Schemas.Cel;

/// <summary>Evaluates a checked expression. Errors are values, so that <c>false &amp;&amp; error</c> is false in either order.</summary>
internal static class CelEvaluator
{
    public static readonly IReadOnlySet<string> TypeNames = new HashSet<string> { "bool", "int", "double", "string", "list", "map", "null_type", "type" };

    private static readonly CelError NoOverload = new("no such overload");

    public static object? Evaluate(CelSyntax syntax, IReadOnlyDictionary<string, object?> variables)
    {
        switch (syntax)
        {
            case CelLiteral literal: return literal.Value;
            case CelIdentifier identifier: return variables.TryGetValue(identifier.Name, out object? value) ? value : new CelTypeValue(identifier.Name);
            case CelSelect select: return Select(select, Evaluate(select.Operand, variables));
            case CelListLiteral list:
                object?[] items = [.. list.Items.Select(item => Evaluate(item, variables))];
                return items.OfType<CelError>().FirstOrDefault() is { } wrong ? wrong : new CelList(items);
            case CelMapLiteral map: return Map(map, variables);
            case CelComprehension comprehension: return Comprehension(comprehension, variables);
            case CelCall { Function: "&&" } call: return Logical(call, variables, false);
            case CelCall { Function: "||" } call: return Logical(call, variables, true);
            case CelCall { Function: "?:" } call:
                object? condition = Evaluate(call.Arguments[0], variables);
                return condition is bool yes ? Evaluate(call.Arguments[yes ? 1 : 2], variables) : condition as CelError ?? NoOverload;
            case CelCall { Function: "not strictly false" } call: return Evaluate(call.Arguments[0], variables) is not false;
            case CelCall call:
                object?[] arguments = [.. (call.Target is null ? call.Arguments : call.Arguments.Prepend(call.Target)).Select(argument => Evaluate(argument, variables))];
                return arguments.OfType<CelError>().FirstOrDefault() ?? Apply(call.Function, arguments);
            default: throw new ArgumentOutOfRangeException(nameof(syntax));
        }
    }

    private static object? Select(CelSelect select, object? operand) => operand switch
    {
        CelError => operand,
        CelMap map when select.TestOnly => map.Entries.ContainsKey(select.Field),
        CelMap map => map.Entries.TryGetValue(select.Field, out object? value) ? value : new CelError($"no such key: {select.Field}"),
        _ => NoOverload,
    };

    private static object Map(CelMapLiteral map, IReadOnlyDictionary<string, object?> variables)
    {
        var entries = new Dictionary<string, object?>();
        foreach ((CelSyntax key, CelSyntax value) in map.Entries)
        {
            object? content = Evaluate(value, variables);
            if (content is CelError) return content;
            if (Evaluate(key, variables) is not string name) return NoOverload;
            entries[name] = content;
        }

        return new CelMap(entries, false);
    }

    private static object? Comprehension(CelComprehension comprehension, IReadOnlyDictionary<string, object?> variables)
    {
        object? range = Evaluate(comprehension.Range, variables);
        IEnumerable<object?>? items = range switch { CelList list => list.Items, CelMap { IsObject: false } map => map.Entries.Keys, _ => null };
        if (items is null) return range as CelError ?? NoOverload;
        var scope = new Dictionary<string, object?>(variables) { [comprehension.Accumulator] = Evaluate(comprehension.Initial, variables) };
        foreach (object? item in items)
        {
            scope[comprehension.Variable] = item;
            if (Evaluate(comprehension.Condition, scope) is not true) break;
            scope[comprehension.Accumulator] = Evaluate(comprehension.Step, scope);
        }

        return Evaluate(comprehension.Result, scope);
    }

    private static object? Logical(CelCall call, IReadOnlyDictionary<string, object?> variables, bool settles)
    {
        object? left = Evaluate(call.Arguments[0], variables);
        if (left is bool first && first == settles) return settles;
        object? right = Evaluate(call.Arguments[1], variables);
        if (right is bool second && second == settles) return settles;
        return left is not bool ? left as CelError ?? NoOverload : right is not bool ? right as CelError ?? NoOverload : !settles;
    }

    private static object? Apply(string function, object?[] arguments) => (function, arguments) switch
    {
        ("!", [bool value]) => !value,
        ("==", [var left, var right]) => CelValues.Equals(left, right),
        ("!=", [var left, var right]) => !CelValues.Equals(left, right),
        ("<", [var left, var right]) => Compare(left, right) is { } order ? order < 0 : NoOverload,
        ("<=", [var left, var right]) => Compare(left, right) is { } order ? order <= 0 : NoOverload,
        (">", [var left, var right]) => Compare(left, right) is { } order ? order > 0 : NoOverload,
        (">=", [var left, var right]) => Compare(left, right) is { } order ? order >= 0 : NoOverload,
        ("+", [string left, string right]) => left + right,
        ("+", [CelList left, CelList right]) => new CelList([.. left.Items, .. right.Items]),
        ("+" or "-" or "*" or "/" or "%", [long left, long right]) => Whole(function, left, right),
        ("+", [double left, double right]) => left + right,
        ("-", [double left, double right]) => left - right,
        ("*", [double left, double right]) => left * right,
        ("/", [double left, double right]) => left / right,
        ("unary -", [long value]) => Whole("-", 0, value),
        ("unary -", [double value]) => -value,
        ("in", [var item, CelList list]) => list.Items.Any(other => CelValues.Equals(item, other)),
        ("in", [string key, CelMap map]) => map.Entries.ContainsKey(key),
        ("[]", [CelList list, long index]) => index >= 0 && index < list.Items.Count ? list.Items[(int)index] : new CelError($"index out of bounds: {index}"),
        ("[]", [CelMap map, string key]) => map.Entries.TryGetValue(key, out object? value) ? value : new CelError($"no such key: {key}"),
        ("size", [string text]) => (long)text.EnumerateRunes().Count(),
        ("size", [CelList list]) => (long)list.Items.Count,
        ("size", [CelMap map]) => (long)map.Entries.Count,
        ("matches", [string text, string pattern]) => Patterns.IsMatch(pattern, text),
        ("startsWith", [string text, string part]) => text.StartsWith(part, StringComparison.Ordinal),
        ("endsWith", [string text, string part]) => text.EndsWith(part, StringComparison.Ordinal),
        ("contains", [string text, string part]) => text.Contains(part, StringComparison.Ordinal),
        ("int", [long value]) => value,
        ("int", [double value]) => double.IsFinite(value) && Math.Abs(value) < 9.2e18 ? (long)value : new CelError("integer overflow"),
        ("int", [string text]) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : new CelError($"strconv.ParseInt: parsing \"{text}\": invalid syntax"),
        ("int", [DateTimeOffset time]) => time.ToUnixTimeSeconds(),
        ("double", [long value]) => (double)value,
        ("double", [double value]) => value,
        ("double", [string text]) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : new CelError($"strconv.ParseFloat: parsing \"{text}\": invalid syntax"),
        ("string", [string or long or double or bool]) => Convert.ToString(arguments[0], CultureInfo.InvariantCulture)!.Replace("True", "true", StringComparison.Ordinal).Replace("False", "false", StringComparison.Ordinal),
        ("type", [var value]) => new CelTypeValue(TypeOf(value)),
        ("dyn", [var value]) => value,
        _ => NoOverload,
    };

    private static object Whole(string function, long left, long right)
    {
        try
        {
            checked
            {
                return function switch
                {
                    "+" => left + right,
                    "-" => left - right,
                    "*" => left * right,
                    _ when right == 0 => new CelError(function == "/" ? "division by zero" : "modulus by zero"),
                    "/" => left / right,
                    _ => left % right,
                };
            }
        }
        catch (OverflowException)
        {
            return new CelError("integer overflow");
        }
    }

    private static int? Compare(object? left, object? right) => (left, right) switch
    {
        (long a, long b) => a.CompareTo(b),
        (long or double, long or double) => Convert.ToDouble(left, CultureInfo.InvariantCulture).CompareTo(Convert.ToDouble(right, CultureInfo.InvariantCulture)),
        (string a, string b) => string.CompareOrdinal(a, b),
        (bool a, bool b) => a.CompareTo(b),
        (DateTimeOffset a, DateTimeOffset b) => a.CompareTo(b),
        _ => null,
    };

    private static string TypeOf(object? value) => value switch
    {
        bool => "bool",
        long => "int",
        double => "double",
        string => "string",
        CelList => "list",
        CelMap => "map",
        null => "null_type",
        _ => "type",
    };
}
