using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Manifest.Generated;
using RL4VLM.Core.Manifest.Schema;
using RL4VLM.FakeKubernetes.Schemas;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Tests.Schemas;

/// <summary>What `rl4vlm validate` and the API server say of a manifest, comparably.</summary>
internal static partial class Verdict
{
    private const string Unknown = "unknown field", RulesNotChecked = "<nil>";

    public static JsonObject Version { get; } = CustomResourceDefinitionWriter.Write()["spec"]!["versions"]![0]!.AsObject();

    /// <summary>Problems by path, with what they say is allowed.</summary>
    public static ILookup<string, string> OfValidate(JsonObject manifest) =>
        ManifestReader.Read(manifest.ToJsonString()).Errors.ToLookup(problem => Normal(problem.Path), problem => problem.Fix);

    /// <summary>Causes by path, with their messages. The server says nothing else as long as there are unknown fields, so that it is asked again without them.</summary>
    public static ILookup<string, string> OfServer(JsonObject manifest, JsonObject? old = null) => Of(strict => Ask(manifest, old, strict));

    /// <summary>The same of a server that is asked by <paramref name="ask"/>, with unknown fields refused (true) or dropped; null: it takes the manifest.</summary>
    public static ILookup<string, string> OfServer(Func<bool, ApiException?> ask) => Of(strict => ask(strict) is { } refused ? Causes(refused) : []);

    private static ILookup<string, string> Of(Func<bool, IEnumerable<(string Path, string Message)>> ask)
    {
        (string Path, string Message)[] strict = [.. ask(true)];
        if (strict.All(cause => cause.Message != Unknown)) return strict.ToLookup(cause => cause.Path, cause => cause.Message);
        (string Path, string Message)[] others = [.. ask(false)];
        // Fields of a value that should have none are part of that mistake.
        string[] ofWrongType = [.. others.Where(other => other.Message.Contains(" must be of type ", StringComparison.Ordinal)).Select(other => other.Path)];
        return strict.Where(unknown => !ofWrongType.Any(path => IsWithin(unknown.Path, path))).Concat(others).ToLookup(cause => cause.Path, cause => cause.Message);
    }

    private static IEnumerable<(string Path, string Message)> Ask(JsonObject manifest, JsonObject? old, bool strict)
    {
        try
        {
            SchemaGate.Admit(Version, manifest, old, strict);
            return [];
        }
        catch (ApiException e)
        {
            return Causes(e);
        }
    }

    private static IEnumerable<(string Path, string Message)> Causes(ApiException e)
    {
        if (e.Code == 400) return UnknownField().Matches(e.Message).Select(match => (Normal(match.Groups[1].Value), Unknown));
        // Of causes without a field, one matters.
        ApiCause[] located = [.. e.Causes.Where(cause => cause.Field != "<nil>" || cause.Message.Contains("not checked", StringComparison.Ordinal))];
        string[] wrong = [.. located.Where(cause => !IsOfRule(cause)).Select(cause => Normal(cause.Field))];
        return located.Where(cause => !IsOfRule(cause) || !IsConsequence(cause, wrong)).Select(cause => (Normal(cause.Field), cause.Message));
    }

    /// <summary>The paths of both, without what validate says of rules where the server says that it did not check them.</summary>
    public static (string[] Validate, string[] Server) Compare(JsonObject manifest)
    {
        ILookup<string, string> server = OfServer(manifest);
        bool skipped = server.Contains(RulesNotChecked);
        var validate = OfValidate(manifest).Where(group => !skipped || group.Any(fix => ManifestRules.All.All(rule => rule.Message != fix)));
        return ([.. validate.Select(group => group.Key).Order(StringComparer.Ordinal)], Paths(server));
    }

    public static string[] Paths(ILookup<string, string> verdict) => [.. verdict.Select(group => group.Key).Where(path => path != RulesNotChecked).Order(StringComparer.Ordinal)];

    private static bool IsOfRule(ApiCause cause) => cause.Message.StartsWith("Invalid value: \"object\": ", StringComparison.Ordinal) && !cause.Message.Contains(" in body ", StringComparison.Ordinal);

    /// <summary>A rule over a field that is wrong by itself: the API server evaluates it all the same, validate leaves it.</summary>
    private static bool IsConsequence(ApiCause cause, string[] wrong) => ManifestRules.All.Where(rule => cause.Message.EndsWith($": {rule.Message}", StringComparison.Ordinal)).Any(rule =>
    {
        string field = Normal(cause.Field), record = rule.Field.Length == 0 ? field : field[..^(rule.Field.Length + 1)];
        return rule.Fields.Any(read => wrong.Any(path => IsWithin(path, $"{record}.{read}")));
    });

    public static bool IsWithin(string path, string ancestor) => path.StartsWith(ancestor, StringComparison.Ordinal) && (path.Length == ancestor.Length || path[ancestor.Length] is '.' or '[');

    /// <summary>The two write keys of maps differently: <c>limits[cpu]</c> and <c>limits.cpu</c>.</summary>
    public static string Normal(string path) => Key().Replace(path, ".$1");

    [GeneratedRegex(@"unknown field ""([^""]+)""")]
    private static partial Regex UnknownField();

    [GeneratedRegex(@"\[([^\]0-9][^\]]*)\]")]
    private static partial Regex Key();
}
