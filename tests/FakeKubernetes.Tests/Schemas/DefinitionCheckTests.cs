using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Schemas;

namespace RL4VLM.FakeKubernetes.Tests.Schemas;

public sealed class DefinitionCheckTests
{
    private static string[] Problems(string spec) =>
        [.. DefinitionCheck.Problems(JsonNode.Parse("""{"name": "v1", "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": """ + spec + "}}}}")!.AsObject())
            .Select(problem => problem.ToString().Replace("spec.versions[0].schema.openAPIV3Schema.properties[spec]", "", StringComparison.Ordinal))];

    private static string Listed(string extra, string item = """{"type": "object", "required": ["k"], "properties": {"k": {"type": "string"}}}""") => """{"type": "array", """ + extra + """, "items": """ + item + "}";

    private static string Ruled(string rule, string extra = "") => """{"type": "object", "properties": {"n": {"type": "integer"}, "l": """
        + """{"type": "array", "items": {"type": "string"}}}, "x-kubernetes-validations": [{"rule": """ + $"\"{rule}\"{extra}" + "}]}";

    [Fact]
    public void A_structural_schema_passes() => Assert.Empty(Problems(Listed("\"x-kubernetes-list-type\": \"map\", \"x-kubernetes-list-map-keys\": [\"k\"]")));

    [Theory]
    [InlineData("{}", ".type: must not be empty")]
    [InlineData("""{"type": "text"}""", ".type: must be one of")]
    [InlineData("""{"type": "array"}""", ".items: must be specified")]
    [InlineData("""{"type": "object", "properties": {}, "additionalProperties": {"type": "string"}}""", ".additionalProperties: additionalProperties and properties are mutual exclusive")]
    [InlineData("""{"type": "object", "propertyNames": {"pattern": "a"}}""", ".propertyNames: unknown field")]
    [InlineData("""{"type": "string", "pattern": "(?=a)"}""", ".pattern: must be a valid regular expression")]
    [InlineData("""{"type": "integer", "exclusiveMinimum": 0}""", ".exclusiveMinimum: must be true or false")]
    [InlineData("""{"type": "string", "x-kubernetes-int-or-string": true}""", ".type: must be empty")]
    [InlineData("""{"type": "object", "anyOf": [{"type": "object"}]}""", ".anyOf[0].type: must be undefined to be structural")]
    [InlineData("""{"type": "array", "uniqueItems": true, "items": {"type": "string"}}""", ".uniqueItems: uniqueItems cannot be set to true")]
    [InlineData("""{"type": "integer", "default": "a"}""", ".default: <nil>: Invalid value")]
    [InlineData("""{"type": "object", "default": {"a": 1}, "properties": {}}""", ".default: must not have unknown fields")]
    [InlineData("""{"type": "object", "default": {}, "required": ["a"], "properties": {"a": {"type": "integer", "default": 1}}}""", ".default: a: Required value")]
    public void A_schema_is_refused(string schema, string problem) => Assert.StartsWith(problem, Assert.Single(Problems(schema)), StringComparison.Ordinal);

    [Fact]
    public void A_default_with_rules_must_hold_before_its_fields_are_filled()
    {
        const string schema = """
            {"type": "object", "default": {}, "properties": {"a": {"type": "integer", "default": 1}}, "x-kubernetes-validations": [{"rule": "self.a > 0", "message": "no"}]}
            """;
        Assert.Equal(".default: <nil>: Invalid value: \"object\": no such key: a evaluating rule: no", Assert.Single(Problems(schema)));
        Assert.Empty(Problems(schema.Replace("\"default\": {}", "\"default\": {\"a\": 1}", StringComparison.Ordinal)));
    }

    [Fact]
    public void Keys_of_keyed_lists_are_required_or_have_a_default()
    {
        const string keyed = "\"x-kubernetes-list-type\": \"map\", \"x-kubernetes-list-map-keys\": [\"k\"]";
        Assert.Equal([".items.properties[k].default: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"],
            Problems(Listed(keyed, """{"type": "object", "properties": {"k": {"type": "string"}}}""")));
        Assert.Empty(Problems(Listed(keyed, """{"type": "object", "properties": {"k": {"type": "string", "default": "a"}}}""")));
        Assert.Equal([".x-kubernetes-list-map-keys: entries must all be names of item properties"], Problems(Listed(keyed, """{"type": "object", "properties": {"j": {"type": "string"}}}""")));
        Assert.Equal([".items.x-kubernetes-map-type: must be atomic as item of a list with x-kubernetes-list-type=set"], Problems(Listed("\"x-kubernetes-list-type\": \"set\"")));
    }

    [Theory]
    [InlineData("self.n", ".x-kubernetes-validations[0]: compilation failed: cel expression must evaluate to a bool")]
    [InlineData("self.x == 1", ".x-kubernetes-validations[0]: compilation failed: undefined field 'x'")]
    [InlineData("self.l.all(a, self.l.all(b, a != b))", ".x-kubernetes-validations[0].rule: estimated rule cost exceeds budget by factor of more than 100x")]
    public void A_rule_is_refused(string rule, string problem) => Assert.StartsWith(problem, Problems(Ruled(rule))[0], StringComparison.Ordinal);

    [Fact]
    public void A_rule_points_to_a_field_that_exists() =>
        Assert.Equal([".x-kubernetes-validations[0].fieldPath: must be a valid path"], Problems(Ruled("self.n > 0", ", \"fieldPath\": \".m\"")));

    [Fact]
    public void The_old_value_can_be_read_in_keyed_lists_only()
    {
        const string item = """{"type": "object", "required": ["k"], "properties": {"k": {"type": "string", "maxLength": 9}}, "x-kubernetes-validations": [{"rule": "self.k == oldSelf.k"}]}""";
        Assert.Equal([".items.x-kubernetes-validations[0].rule: oldSelf cannot be used on the uncorrelatable portion of the schema"], Problems(Listed("\"maxItems\": 9", item)));
        Assert.Empty(Problems(Listed("\"maxItems\": 9, \"x-kubernetes-list-type\": \"map\", \"x-kubernetes-list-map-keys\": [\"k\"]", item)));
    }

    [Fact]
    public void A_rule_costs_as_often_as_its_value_may_occur()
    {
        const string item = """{"type": "object", "required": ["k"], "properties": {"k": {"type": "string", "maxLength": 1000}}, "x-kubernetes-validations": [{"rule": "self.k.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')"}]}""";
        Assert.Empty(Problems(Listed("\"maxItems\": 1000", item)));
        Assert.Contains("estimated rule cost exceeds budget", Problems(Listed("\"minItems\": 0", item))[0], StringComparison.Ordinal);
    }
}
