using System.Text.Json.Nodes;
using RL4VLM.Core.Manifest;
using RL4VLM.FakeKubernetes.Corpus;
using RL4VLM.FakeKubernetes.Schemas;

namespace RL4VLM.FakeKubernetes.Tests.Schemas;

/// <summary>`rl4vlm validate` and the schema take the same manifests, and refuse the others at the same fields.</summary>
public sealed class ManifestCorpusTests
{
    private static readonly IReadOnlyDictionary<string, CorpusManifest> Wrong = ManifestCorpus.Wrong.ToDictionary(entry => entry.Name);

    private static readonly IReadOnlyDictionary<string, CorpusManifest> Right = ManifestCorpus.Right.ToDictionary(entry => entry.Name);

    public static TheoryData<string> WrongNames => [.. Wrong.Keys];

    public static TheoryData<string> RightNames => [.. Right.Keys];

    [Theory]
    [MemberData(nameof(RightNames))]
    public void A_right_manifest_is_taken_by_both(string name)
    {
        JsonObject manifest = Right[name].Manifest;
        Assert.Empty(Verdict.Paths(Verdict.OfValidate(manifest)));
        Assert.Empty(Verdict.Paths(Verdict.OfServer(manifest)));
    }

    [Fact]
    public void The_full_manifest_is_taken_by_both()
    {
        Assert.Empty(Verdict.Paths(Verdict.OfValidate(ManifestCorpus.Full)));
        Assert.Empty(Verdict.Paths(Verdict.OfServer(ManifestCorpus.Full)));
    }

    [Theory]
    [MemberData(nameof(WrongNames))]
    public void A_wrong_manifest_is_refused_by_both_at_the_same_fields(string name)
    {
        CorpusManifest entry = Wrong[name];
        string[] expected = [.. entry.Paths.Select(Verdict.Normal).Order(StringComparer.Ordinal)];
        ILookup<string, string> validate = Verdict.OfValidate(entry.Manifest), server = Verdict.OfServer(entry.Manifest);
        Assert.Equal(expected, Verdict.Paths(validate));
        Assert.Equal(expected, Verdict.Paths(server));
        if (entry.Message is null) return;
        Assert.Equal([entry.Message], validate[expected[0]]);
        Assert.Contains(server[expected[0]], message => message.EndsWith($": {entry.Message}", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_rule_between_fields_is_broken_by_a_wrong_manifest()
    {
        HashSet<string> broken = [.. Wrong.Values.Select(entry => entry.Message).OfType<string>()];
        Assert.Equal([], Rules(Verdict.Version["schema"]!).Where(rule => !((string)rule["rule"]!).Contains("oldSelf", StringComparison.Ordinal)).Select(rule => (string)rule["message"]!).Where(message => !broken.Contains(message)).Distinct());
    }

    [Fact]
    public void There_are_enough_of_them()
    {
        Assert.InRange(Wrong.Count, 60, 500);
        Assert.InRange(Right.Count, 10, 100);
    }

    [Fact]
    public void What_the_server_stores_reads_as_the_same_manifest()
    {
        foreach (JsonObject manifest in Right.Values.Select(entry => entry.Manifest).Append(ManifestCorpus.Full))
        {
            JsonObject stored = SchemaGate.Admit(Verdict.Version, manifest, null, true);
            Assert.Equal(ManifestJson.WriteText(ManifestReader.Read(manifest.ToJsonString()).Manifest!), ManifestJson.WriteText(ManifestReader.Read(stored.ToJsonString()).Manifest!));
        }
    }

    internal static IEnumerable<JsonObject> Rules(JsonNode? schema) => schema switch
    {
        JsonObject mapping => mapping.SelectMany(field => field.Key == "x-kubernetes-validations" ? field.Value!.AsArray().Select(rule => rule!.AsObject()) : Rules(field.Value)),
        JsonArray list => list.SelectMany(Rules),
        _ => [],
    };
}
