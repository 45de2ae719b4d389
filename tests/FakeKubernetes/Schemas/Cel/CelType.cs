using System.Text;

namespace RL4VLM.FakeKubernetes.Schemas.Cel;

internal enum CelKind { Boolean, Integer, Double, Text, Timestamp, Duration, Null, Dynamic, List, Map, Object, Type }

/// <summary>A type as the API server declares it from a structural schema, with the sizes that the cost model needs.</summary>
internal sealed class CelType(CelKind kind, CelType? element = null)
{
    public static CelType Boolean { get; } = new(CelKind.Boolean) { MinimumSize = 4 };

    public static CelType Integer { get; } = new(CelKind.Integer) { MinimumSize = 1 };

    public static CelType Double { get; } = new(CelKind.Double) { MinimumSize = 1 };

    public static CelType Text { get; } = new(CelKind.Text) { MinimumSize = 2 };

    public static CelType Timestamp { get; } = new(CelKind.Timestamp) { MinimumSize = 21 };

    public static CelType Duration { get; } = new(CelKind.Duration) { MinimumSize = 3 };

    public static CelType Null { get; } = new(CelKind.Null) { MinimumSize = 4 };

    public static CelType Dynamic { get; } = new(CelKind.Dynamic) { MinimumSize = 1 };

    public static CelType Type { get; } = new(CelKind.Type);

    public CelKind Kind { get; } = kind;

    /// <summary>Of a list's items or a map's values (the keys are texts).</summary>
    public CelType? Element { get; } = element;

    /// <summary>Of an object, by escaped name.</summary>
    public IReadOnlyDictionary<string, CelType> Fields { get; init; } = new Dictionary<string, CelType>();

    /// <summary>Most items, entries, or bytes of a text; 0 where the size does not vary.</summary>
    public long MaximumElements { get; init; }

    /// <summary>Fewest bytes in JSON.</summary>
    public long MinimumSize { get; init; }

    public bool IsNumber => Kind is CelKind.Integer or CelKind.Double;

    /// <summary>Whether a value of <paramref name="other"/> may stand where this type is wanted.</summary>
    public bool Accepts(CelType other)
    {
        if (Kind == CelKind.Dynamic || other.Kind == CelKind.Dynamic) return true;
        if (Kind == CelKind.Object && other.Kind == CelKind.Object) return ReferenceEquals(this, other);
        if (Kind == CelKind.Null && other.Kind is CelKind.Object or CelKind.Timestamp or CelKind.Duration) return true;
        if (other.Kind == CelKind.Null && Kind is CelKind.Object or CelKind.Timestamp or CelKind.Duration) return true;
        return Kind == other.Kind && (Element is null || other.Element is null || Element.Accepts(other.Element));
    }

    public override string ToString() => Kind switch
    {
        CelKind.Boolean => "bool",
        CelKind.Integer => "int",
        CelKind.Text => "string",
        CelKind.Timestamp => "timestamp",
        CelKind.Null => "null",
        CelKind.Dynamic => "dyn",
        CelKind.List => $"list({Element})",
        CelKind.Map => $"map(string, {Element})",
        _ => Kind.ToString().ToLowerInvariant(),
    };

    /// <summary>A property's name as rules write it; null for one that cannot be written.</summary>
    public static string? Escape(string name)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or '/')) return null;
        if (name is "true" or "false" or "null" or "in" or "as" or "break" or "const" or "continue" or "else" or "for" or "function" or "if" or "import" or "let"
            or "loop" or "package" or "namespace" or "return" or "var" or "void" or "while") return $"__{name}__";
        var escaped = new StringBuilder(name);
        return escaped.Replace("__", "__underscores__").Replace(".", "__dot__").Replace("-", "__dash__").Replace("/", "__slash__").ToString();
    }
}
