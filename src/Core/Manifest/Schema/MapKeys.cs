using System.Text.RegularExpressions;

namespace RL4VLM.Core.Manifest.Schema;

/// <summary>Names in maps: labels, annotations and resources all are Kubernetes qualified names.</summary>
internal static class MapKeys
{
    public const int MaximumLength = 317;

    public const string Meaning = Patterns.QualifiedNameMeaning;

    private static readonly Lazy<Regex> Expression = new(() => new Regex(Patterns.QualifiedName, RegexOptions.CultureInvariant));

    public static bool IsValid(string key) => key.Length <= MaximumLength && Expression.Value.IsMatch(key) && !key.EndsWith('\n');
}
