using System.Text.RegularExpressions;

namespace RL4VLM.Core.Manifest.Schema;

/// <summary>Names in maps: labels, annotations and resources all are Kubernetes qualified names.</summary>
internal static class MapKeys
{
    public const int MaximumLength = 317;

    public const string Message = $"every key must be {Patterns.QualifiedNameMeaning}";

    /// <summary>The same as a rule on the map, since OpenAPI v3 says nothing of keys.</summary>
    public static string Cel { get; } = $"self.all(key, key.size() <= {MaximumLength} && key.matches('{Patterns.QualifiedName}'))";

    private static readonly Lazy<Regex> Expression = new(() => new Regex(Patterns.QualifiedName, RegexOptions.CultureInvariant));

    public static bool IsValid(string key) => key.Length <= MaximumLength && Expression.Value.IsMatch(key) && !key.EndsWith('\n');
}
