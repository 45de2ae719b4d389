using System.Text.Json.Nodes;
using RL4VLM.Core.Manifest;
using RL4VLM.FakeKubernetes.Corpus;

namespace RL4VLM.FakeKubernetes.Tests.Schemas;

/// <summary>Once a run has started, the schema keeps fixed what <see cref="ManifestDifferences"/> says is fixed.</summary>
public sealed class StartedRunTests
{
    private const string Fixed = "cannot change once the run has started";

    private static readonly CorpusManifest[] Updates = [.. ManifestCorpus.Updates];

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, Updates.Length)];

    private static JsonObject With(JsonObject manifest, string status)
    {
        var copy = (JsonObject)manifest.DeepClone();
        copy["status"] = JsonNode.Parse(status);
        return copy;
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void A_change_is_refused_where_the_field_is_fixed_and_taken_where_it_is_not(int index)
    {
        CorpusManifest update = Updates[index];
        const string started = """{"phase": "Training", "startTime": "2026-01-31T12:00:00Z"}""";
        ILookup<string, string> refused = Verdict.OfServer(With(update.Manifest, started), With(ManifestCorpus.Full, started));
        Assert.Equal(update.Paths.Order(StringComparer.Ordinal), Verdict.Paths(refused));
        Assert.All(refused.SelectMany(messages => messages), message => Assert.EndsWith($": {update.Message ?? Fixed}", message, StringComparison.Ordinal));

        const string pending = """{"phase": "Pending"}""";
        Assert.Empty(Verdict.OfServer(With(update.Manifest, pending), With(ManifestCorpus.Full, pending)));
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void ManifestDifferences_names_the_same_fields(int index)
    {
        CorpusManifest update = Updates[index];
        string[] differences = [.. ManifestDifferences.FixedFields(Read(ManifestCorpus.Full), Read(update.Manifest)).Select(difference => difference.Path)];
        // The command line may move a run's artifacts (--directory).
        string[] paths = [.. update.Paths.Where(path => !path.StartsWith("spec.storage", StringComparison.Ordinal))];
        Assert.All(paths, path => Assert.Contains(differences, difference => Verdict.IsWithin(difference, path)));
        if (paths.Length == 0) Assert.Empty(differences);
    }

    [Fact]
    public void Every_fixed_field_is_tried()
    {
        HashSet<string> tried = [.. Updates.SelectMany(update => update.Paths), "spec.ppo.kl.reference" /* has one value only */];
        string[] guarded = [.. ManifestCorpusTests.Rules(Verdict.Version["schema"]).Where(rule => ((string)rule["rule"]!).Contains("oldSelf", StringComparison.Ordinal)).Select(rule => ((string)rule["fieldPath"]!).TrimStart('.'))];
        Assert.True(guarded.Length > 40);
        Assert.Equal([], guarded.Where(path => !tried.Contains(path)));
    }

    private static RunManifest Read(JsonObject manifest) => ManifestReader.Read(manifest.ToJsonString()).Manifest!;
}
