using System.Text.Json.Nodes;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Manifest.Generated;
using YamlDotNet.RepresentationModel;

namespace RL4VLM.Core.Tests.Manifest;

public sealed class CustomResourceDefinitionTests
{
    private readonly JsonObject _definition = CustomResourceDefinitionWriter.Write();

    private JsonObject Version => _definition["spec"]!["versions"]![0]!.AsObject();

    private JsonObject Schema => Version["schema"]!["openAPIV3Schema"]!.AsObject();

    [Fact]
    public void It_has_the_names_the_columns_and_a_status_subresource()
    {
        Assert.Equal("rl4vlmruns.rl4vlm.io", (string?)_definition["metadata"]!["name"]);
        Assert.Equal("vlmrun", (string?)_definition["spec"]!["names"]!["shortNames"]![0]);
        Assert.Equal(["Phase", "Iteration", "Success", "Best", "Restarts", "Age"], Version["additionalPrinterColumns"]!.AsArray().Select(column => (string)column!["name"]!));
        Assert.NotNull(Version["subresources"]!["status"]);
    }

    [Fact]
    public void Every_printed_column_is_in_the_status_schema()
    {
        foreach (JsonNode? column in Version["additionalPrinterColumns"]!.AsArray())
        {
            string[] path = ((string)column!["jsonPath"]!).Split('.', StringSplitOptions.RemoveEmptyEntries);
            if (path[0] == "status") Assert.Equal((string?)column["type"], (string?)Schema["properties"]!["status"]!["properties"]![path[1]]!["type"]);
        }
    }

    [Fact]
    public void Every_list_map_and_text_is_bounded_and_every_field_described()
    {
        foreach ((string path, JsonObject schema) in Schemas(Schema["properties"]!["spec"]!.AsObject(), "spec").Concat(Schemas(Schema["properties"]!["status"]!.AsObject(), "status")))
        {
            string type = (string?)schema["type"] ?? "int-or-string";
            bool bounded = type switch
            {
                "array" => schema["maxItems"] is not null,
                "object" => schema["properties"] is not null || schema["maxProperties"] is not null,
                "string" => schema["maxLength"] is not null || schema["enum"] is not null || (string?)schema["format"] == "date-time",
                "int-or-string" => schema["maxLength"] is not null && schema["x-kubernetes-int-or-string"] is not null,
                _ => true,
            };
            Assert.True(bounded, $"{path} is unbounded");
            Assert.True(path.EndsWith(']') || schema["description"] is not null, $"{path} has no description");
            Assert.Null(schema["uniqueItems"]);
        }
    }

    [Fact]
    public void Keys_of_keyed_lists_are_required()
    {
        foreach ((string path, JsonObject schema) in Schemas(Schema, ""))
        {
            foreach (JsonNode? key in schema["x-kubernetes-list-map-keys"]?.AsArray() ?? [])
            {
                Assert.True(schema["items"]!["required"]!.AsArray().Any(name => (string)name! == (string)key!), path);
            }
        }
    }

    [Fact]
    public void Rules_give_the_messages_of_validation()
    {
        JsonObject spec = Schema["properties"]!["spec"]!.AsObject();
        Assert.Equal(FixOf("spec.model={}"), (string?)spec["properties"]!["model"]!["x-kubernetes-validations"]![0]!["message"]);
        Assert.Equal(FixOf("spec.tasks[0].name=maze"), (string?)spec["properties"]!["tasks"]!["items"]!["x-kubernetes-validations"]![0]!["message"]);
        Assert.Equal(FixOf("metadata.name=A"), (string?)Schema["x-kubernetes-validations"]![0]!["message"]);
        Assert.Equal(FixOf("spec.failurePolicy.minimumWorkers=9"), (string?)spec["x-kubernetes-validations"]![0]!["message"]);
    }

    [Fact]
    public void Every_path_a_rule_points_to_exists()
    {
        foreach ((string path, JsonObject schema) in Schemas(Schema, ""))
        {
            foreach (JsonNode? rule in schema["x-kubernetes-validations"]?.AsArray() ?? [])
            {
                JsonNode? at = schema;
                foreach (string name in ((string?)rule!["fieldPath"] ?? "").Split('.', StringSplitOptions.RemoveEmptyEntries)) at = at?["properties"]?[name];
                Assert.True(at is not null, $"{path}: {rule["fieldPath"]}");
            }
        }
    }

    [Fact]
    public void Once_started_fixed_fields_are_guarded_and_the_others_not()
    {
        string[] guarded = [.. Schema["x-kubernetes-validations"]!.AsArray().Select(rule => (string)rule!["fieldPath"]!)];
        Assert.Superset(new HashSet<string> { ".spec.seed", ".spec.tasks", ".spec.model.lora", ".spec.ppo.kl.coefficient", ".spec.storage.directory", ".spec.ppo.iterations" }, guarded.ToHashSet());
        Assert.DoesNotContain(guarded, path => path.Contains("lifecycle", StringComparison.Ordinal) || path.Contains("failurePolicy", StringComparison.Ordinal)
            || path.Contains("podTemplate", StringComparison.Ordinal) || path.Contains("resources", StringComparison.Ordinal)
            || path.Contains("retention", StringComparison.Ordinal) || path.Contains("cache", StringComparison.Ordinal));
        Assert.All(Schema["x-kubernetes-validations"]!.AsArray().Skip(1), rule => Assert.Contains("oldSelf.status", (string)rule!["rule"]!, StringComparison.Ordinal));
    }

    [Fact]
    public void Its_yaml_says_the_same()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(GeneratedFiles.Crd()));
        AssertSame(_definition, stream.Documents[0].RootNode, "");
    }

    private static string FixOf(string assignment) => Assert.Single(ManifestReader.Read(Manifests.Least, [assignment]).Errors).Fix;

    private static IEnumerable<(string Path, JsonObject Schema)> Schemas(JsonObject schema, string path)
    {
        yield return (path, schema);
        IEnumerable<(string, JsonNode?)> inner = (schema["properties"] as JsonObject ?? []).Select(property => ($"{path}.{property.Key}", property.Value));
        if (schema["items"] is { } items) inner = inner.Append(($"{path}[]", items));
        if (schema["additionalProperties"] is JsonObject values) inner = inner.Append(($"{path}[]", values));
        foreach ((string at, JsonNode? value) in inner)
        {
            foreach ((string, JsonObject) found in Schemas(value!.AsObject(), at)) yield return found;
        }
    }

    private static void AssertSame(JsonNode? expected, YamlNode actual, string path)
    {
        switch (expected)
        {
            case JsonObject mapping:
                var fields = ((YamlMappingNode)actual).Children;
                Assert.Equal(mapping.Select(field => field.Key), fields.Keys.Select(key => ((YamlScalarNode)key).Value!));
                foreach ((string name, JsonNode? value) in mapping) AssertSame(value, fields[new YamlScalarNode(name)], $"{path}.{name}");
                break;
            case JsonArray list:
                var items = ((YamlSequenceNode)actual).Children;
                Assert.Equal(list.Count, items.Count);
                for (int i = 0; i < list.Count; i++) AssertSame(list[i], items[i], $"{path}[{i}]");
                break;
            default:
                string text = ((YamlScalarNode)actual).Value!;
                bool same = expected!.GetValueKind() == System.Text.Json.JsonValueKind.Number
                    ? double.Parse(text, System.Globalization.CultureInfo.InvariantCulture) == double.Parse(expected.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture)
                    : text == expected.ToString();
                Assert.True(same, $"{path}: {text}");
                break;
        }
    }
}
