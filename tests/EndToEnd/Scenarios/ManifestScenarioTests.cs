using System.Net;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using RL4VLM.Core.Manifest;
using RL4VLM.EndToEnd.Clusters;
using RL4VLM.FakeKubernetes.Corpus;
using RL4VLM.FakeKubernetes.Storage;
using RL4VLM.FakeKubernetes.Tests.Schemas;
using RL4VLM.Operator.Resources;

namespace RL4VLM.EndToEnd.Scenarios;

/// <summary>The corpus of manifests against the API of the cluster under test, as dry runs.</summary>
[Trait("Cluster", "any")]
public sealed class ManifestScenarioTests
{
    [Fact]
    public async Task Wrong_manifests_are_refused_at_the_fields_that_validate_names_and_in_its_words()
    {
        await using IClusterUnderTest cluster = await Cluster.StartAsync();
        var differences = new List<string>();
        foreach (CorpusManifest entry in ManifestCorpus.Wrong)
        {
            ILookup<string, string> server = await AskAsync(cluster, entry.Manifest), validate = Verdict.OfValidate(entry.Manifest);
            string[] expected = [.. entry.Paths.Select(Verdict.Normal).Order(StringComparer.Ordinal)];
            if (!expected.SequenceEqual(Verdict.Paths(server))) differences.Add($"{entry.Name}: at {string.Join(", ", expected)}, but the API says {string.Join("; ", server.SelectMany(group => group.Select(message => $"{group.Key}: {message}")))}");
            if (!expected.SequenceEqual(Verdict.Paths(validate))) differences.Add($"{entry.Name}: at {string.Join(", ", expected)}, but validate says {string.Join(", ", Verdict.Paths(validate))}");
            // Of names the API has rules of its own, which come first.
            if (entry.Message is { } rule && expected[0] != "metadata.name" && !server[expected[0]].Any(message => message.EndsWith($": {rule}", StringComparison.Ordinal))) differences.Add($"{entry.Name}: the API says {string.Join("; ", server[expected[0]])}, validate {rule}");
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Fact]
    public async Task Right_manifests_are_taken()
    {
        await using IClusterUnderTest cluster = await Cluster.StartAsync();
        var differences = new List<string>();
        foreach (CorpusManifest entry in ManifestCorpus.Right.Append(new CorpusManifest("full", ManifestCorpus.Full, [], null)))
        {
            ILookup<string, string> server = await AskAsync(cluster, entry.Manifest);
            if (server.Count > 0) differences.Add($"{entry.Name}: {string.Join("; ", server.SelectMany(group => group.Select(message => $"{group.Key}: {message}")))}");
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    /// <summary>The API's verdict: asked with unknown fields refused, and where it refuses any, again with them dropped.</summary>
    private static async Task<ILookup<string, string>> AskAsync(IClusterUnderTest cluster, JsonObject manifest)
    {
        ApiException? strict = await RefusalAsync(cluster, manifest, "Strict");
        ApiException? ignoring = strict is null ? null : await RefusalAsync(cluster, manifest, "Ignore");
        return Verdict.OfServer(refusing => refusing ? strict : ignoring);
    }

    private static async Task<ApiException?> RefusalAsync(IClusterUnderTest cluster, JsonObject manifest, string validation)
    {
        var body = (JsonObject)manifest.DeepClone();
        if (body["metadata"] is JsonObject metadata) metadata["namespace"] = cluster.Namespace;
        try
        {
            await cluster.Client.CustomObjects.CreateNamespacedCustomObjectAsync<RunResource>(
                body, RunManifest.Group, RunManifest.Version, cluster.Namespace, RunResource.Plural, dryRun: "All", fieldValidation: validation);
            return null;
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest)
        {
            JsonNode status = JsonNode.Parse(e.Response.Content)!;
            return new ApiException((int)e.Response.StatusCode, (string?)status["reason"] ?? "", (string?)status["message"] ?? "",
                [.. (status["details"]?["causes"]?.AsArray() ?? []).Select(cause => new ApiCause((string?)cause!["reason"] ?? "", (string?)cause["field"] ?? "", (string?)cause["message"] ?? ""))]);
        }
    }
}
