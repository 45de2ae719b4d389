using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Corpus;

namespace RL4VLM.FakeKubernetes.Tests.Schemas;

/// <summary>Random single mistakes in the full manifest: validate and the schema agree on each.</summary>
public sealed class MutationTests
{
    private const int Count = 3000;

    private static readonly string[] Values =
    [
        "null", "true", "-1", "0", "1", "2", "1.5", "1000000000", "3000000000", "0.25", "\"\"", "\"a\"", "\"A_b\"", "\"a b\"", "\"a\\n\"", "\"/a\"", "\"😀\"", "\"a.b\"", "\"1\"", "\"12Ki\"", "\"-1\"", "\"http://a\"",
        $"\"{new string('a', 300)}\"", $"\"{new string('a', 5000)}\"", "[]", "{}", "[1]", "[\"a\"]", "[null]", "[{}]", "{\"a\": 1}", "{\"a\": \"b\"}", "{\"a b\": \"c\"}",
    ];

    [Fact]
    public void Both_agree_on_whether_and_where()
    {
        JsonObject full = ManifestCorpus.Full;
        var random = new Random(20260131);
        var disagreements = new List<string>();
        int refused = 0;
        for (int i = 0; i < Count; i++)
        {
            var manifest = (JsonObject)full.DeepClone();
            string change = Mutate(manifest, random);
            (string[] validate, string[] server) = Verdict.Compare(manifest);
            if (validate.Length > 0) refused++;
            if (!validate.SequenceEqual(server)) disagreements.Add($"{change}\n    validate: {string.Join(", ", validate)}\n    server:   {string.Join(", ", server)}");
        }

        Assert.True(disagreements.Count == 0, $"{disagreements.Count} of {Count}\n{string.Join('\n', disagreements.Distinct().Take(20))}");
        Assert.InRange(refused, Count / 2, Count - (Count / 20));
    }

    private static string Mutate(JsonObject manifest, Random random)
    {
        JsonNode[] all = [.. Below(manifest["spec"]!)];
        JsonNode node = all[random.Next(all.Length)];
        string path = node.GetPath();
        switch (random.Next(4))
        {
            case 0 when node is JsonObject mapping:
                mapping[$"unknown{random.Next(10)}"] = JsonNode.Parse(Values[random.Next(Values.Length)]);
                return $"{path} gets {mapping.Last()}";
            case 1 when node is JsonArray { Count: > 0 } list:
                list.Add(list[random.Next(list.Count)]!.DeepClone());
                return $"{path} has an item twice";
            case 2 when node.Parent is JsonObject owner:
                owner.Remove(node.GetPropertyName());
                return $"{path} is taken out";
            default:
                string value = Values[random.Next(Values.Length)];
                node.ReplaceWith(JsonNode.Parse(value));
                return $"{path} becomes {(value.Length > 40 ? value[..40] : value)}";
        }
    }

    private static IEnumerable<JsonNode> Below(JsonNode node)
    {
        yield return node;
        IEnumerable<JsonNode?> inner = node switch { JsonObject mapping => mapping.Select(field => field.Value), JsonArray list => list, _ => [] };
        foreach (JsonNode below in inner.OfType<JsonNode>().SelectMany(Below)) yield return below;
    }
}
