using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Schemas;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Tests.Schemas;

public sealed class SchemaGateTests
{
    private static JsonObject Version(string spec) => new()
    {
        ["name"] = "v1",
        ["schema"] = new JsonObject
        {
            ["openAPIV3Schema"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["spec"] = JsonNode.Parse(spec), ["status"] = JsonNode.Parse("""{"type": "object", "properties": {"done": {"type": "boolean"}}}""") },
            },
        },
    };

    private static JsonObject Object(string spec, string status = "{}") =>
        JsonNode.Parse($$$"""{"apiVersion": "a.io/v1", "kind": "Thing", "metadata": {"name": "x", "labels": {"a": "b"}}, "spec": {{{spec}}}, "status": {{{status}}}}""")!.AsObject();

    private static string Admit(string schema, string spec, bool strict = true) => SchemaGate.Admit(Version(schema), Object(spec), null, strict)["spec"]!.ToJsonString();

    private static ApiException Refused(string schema, string spec, string? old = null) =>
        Assert.Throws<ApiException>(() => SchemaGate.Admit(Version(schema), Object(spec), old is null ? null : Object(old), true));

    private static string[] Causes(string schema, string spec, string? old = null) => [.. Refused(schema, spec, old).Causes.Select(cause => $"{cause.Field}: {cause.Message}")];

    [Fact]
    public void Unknown_fields_are_all_named_when_strict_and_dropped_otherwise()
    {
        const string schema = """{"type": "object", "properties": {"list": {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "integer"}}}}}}""";
        ApiException error = Refused(schema, """{"z": 1, "list": [{"a": 1}, {"b": 2}]}""");
        Assert.Equal((400, "BadRequest"), (error.Code, error.Reason));
        Assert.Equal("Thing in version \"v1\" cannot be handled as a Thing: strict decoding error: unknown field \"spec.list[1].b\", unknown field \"spec.z\"", error.Message);
        Assert.Equal("""{"list":[{"a":1},{}]}""", Admit(schema, """{"z": 1, "list": [{"a": 1}, {"b": 2}]}""", strict: false));
    }

    [Fact]
    public void Defaults_fill_nested_objects_and_nulls_but_not_null_items()
    {
        const string schema = """
            {"type": "object", "properties": {"a": {"type": "object", "default": {}, "properties": {"b": {"type": "integer", "default": 3}, "c": {"type": "string"}}},
             "list": {"type": "array", "items": {"type": "string"}}}}
            """;
        Assert.Equal("""{"a":{"b":3}}""", Admit(schema, "{}"));
        Assert.Equal("""{"a":{"b":3}}""", Admit(schema, """{"a": {"b": null, "c": null}, "list": null}"""));
        Assert.Equal("spec.list[0]: Invalid value: \"null\": spec.list[0] in body must be of type string: \"null\"", Causes(schema, """{"list": [null]}""")[0]);
    }

    [Theory]
    [InlineData("""{"type": "integer", "minimum": 0, "maximum": 1, "exclusiveMaximum": true}""", "1", "Invalid value: 1: spec.v in body should be less than 1")]
    [InlineData("""{"type": "number", "minimum": 0.5}""", "0.25", "Invalid value: 0.25: spec.v in body should be greater than or equal to 0.5")]
    [InlineData("""{"type": "integer"}""", "1.5", "Invalid value: \"number\": spec.v in body must be of type integer: \"number\"")]
    [InlineData("""{"type": "integer"}""", "\"1\"", "Invalid value: \"string\": spec.v in body must be of type integer: \"string\"")]
    [InlineData("""{"type": "string", "maxLength": 2}""", "\"abc\"", "Too long: may not be more than 2 bytes")]
    [InlineData("""{"type": "string", "minLength": 2}""", "\"a\"", "Invalid value: \"a\": spec.v in body should be at least 2 chars long")]
    [InlineData("""{"type": "string", "pattern": "^a$"}""", "\"a\\n\"", "Invalid value: \"a\\n\": spec.v in body should match '^a$'")]
    [InlineData("""{"type": "string", "enum": ["a", "b"]}""", "\"c\"", "Unsupported value: \"c\": supported values: \"a\", \"b\"")]
    [InlineData("""{"type": "array", "minItems": 1, "items": {"type": "string"}}""", "[]", "Invalid value: 0: spec.v in body should have at least 1 items")]
    [InlineData("""{"type": "array", "maxItems": 1, "items": {"type": "string"}}""", "[\"a\", \"b\"]", "Too many: 2: must have at most 1 items")]
    [InlineData("""{"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}""", "{}", "Required value", "spec.v.a")]
    [InlineData("""{"type": "object", "maxProperties": 1, "additionalProperties": {"type": "string"}}""", "{\"a\": \"\", \"b\": \"\"}", "Too many: 2: must have at most 1 items")]
    [InlineData("""{"type": "object", "additionalProperties": {"type": "string"}}""", "{\"a/b\": 1}", "Invalid value: \"integer\": spec.v.a/b in body must be of type string: \"integer\"", "spec.v.a/b")]
    [InlineData("""{"type": "string", "format": "date-time"}""", "\"yesterday\"", "Invalid value: \"yesterday\": spec.v in body must be of type date-time: \"yesterday\"")]
    [InlineData("""{"x-kubernetes-int-or-string": true, "anyOf": [{"type": "integer"}, {"type": "string"}], "pattern": "^[0-9]+$"}""", "\"x\"", "Invalid value: \"x\": spec.v in body should match '^[0-9]+$'")]
    [InlineData("""{"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}}""", "[\"a\", \"b\", \"a\", \"a\"]", "Duplicate value: \"a\"", "spec.v[2]")]
    [InlineData("""{"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k"], "items": {"type": "object", "required": ["k"], "properties": {"k": {"type": "string"}}}}""",
        "[{\"k\": \"a\"}, {\"k\": \"a\"}]", "Duplicate value: {\"k\":\"a\"}", "spec.v[1]")]
    public void Wrong_values_are_told_in_the_servers_words(string schema, string value, string message, string path = "spec.v")
    {
        string spec = Field(schema);
        Assert.Equal($"{path}: {message}", Causes(spec, $$"""{"v": {{value}}}""")[0]);
    }

    [Theory]
    [InlineData("""{"type": "integer"}""", "2.0")]
    [InlineData("""{"type": "number"}""", "2")]
    [InlineData("""{"type": "string", "maxLength": 2}""", "\"😀😀\"")]
    [InlineData("""{"type": "string", "pattern": "b"}""", "\"abc\"")]
    [InlineData("""{"type": "string", "format": "date-time"}""", "\"2026-01-31T12:00:00.123456Z\"")]
    [InlineData("""{"x-kubernetes-int-or-string": true, "pattern": "^[0-9]+$"}""", "7")]
    public void Right_values_pass(string schema, string value) => Admit(Field(schema), $$"""{"v": {{value}}}""");

    private static string Field(string schema) => """{"type": "object", "properties": {"v": """ + schema + "}}";

    private const string Ruled = """
        {"type": "object", "required": ["a"],
         "properties": {"a": {"type": "integer", "maximum": 9}, "b": {"type": "integer"}},
         "x-kubernetes-validations": [{"rule": "!has(self.b) || self.b <= self.a", "message": "too much", "fieldPath": ".b"}]}
        """;

    [Theory]
    [InlineData("^[a-z]+$", "abc", true)]
    [InlineData("^[a-z]+$", "abc\n", false)]
    [InlineData("b", "abc", true)]
    [InlineData("^[^]a]$", "]", false)]
    [InlineData("^[]a]+$", "]a", true)]
    [InlineData("^[a-c-[b]+$", "b[", true)]
    [InlineData(@"^\d\w\s$", "1_ ", true)]
    [InlineData(@"^\d$", "٣", false)]
    [InlineData(@"^[\d.]+\.$", "1.2.", true)]
    public void Patterns_are_those_of_RE2(string pattern, string text, bool matches) => Assert.Equal(matches, Patterns.IsMatch(pattern, text));

    [Theory]
    [InlineData("(?<=a)b")]
    [InlineData("(?!a)")]
    [InlineData(@"(a)\1")]
    [InlineData("a(")]
    [InlineData("a\\")]
    public void What_RE2_does_not_read_is_an_error(string pattern) => Assert.ThrowsAny<ArgumentException>(() => Patterns.Compile(pattern));

    [Fact]
    public void Rules_are_skipped_after_a_type_error_only()
    {
        Assert.Equal(["spec.b: Invalid value: \"object\": too much"], Causes(Ruled, """{"a": 1, "b": 2}"""));
        Assert.Equal(["spec.a: Invalid value: 10: spec.a in body should be less than or equal to 9", "spec.b: Invalid value: \"object\": too much"], Causes(Ruled, """{"a": 10, "b": 11}"""));
        Assert.Equal(
            ["spec.a: Required value", "<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation"],
            Causes(Ruled, """{"b": 11}"""));
    }

    [Fact]
    public void What_was_wrong_before_and_did_not_change_is_let_through()
    {
        const string old = """{"a": 10, "b": 11}""";
        SchemaGate.Admit(Version(Ruled), Object(old, """{"done": true}"""), Object(old), true);
        Assert.Equal(["spec.b: Invalid value: \"object\": too much"], Causes(Ruled, """{"a": 10, "b": 12}""", old));
    }

    [Fact]
    public void A_transition_rule_sees_the_old_value_and_does_not_run_at_creation()
    {
        const string schema = """{"type": "object", "properties": {"a": {"type": "integer", "x-kubernetes-validations": [{"rule": "self >= oldSelf", "message": "may only grow"}]}}}""";
        Admit(schema, """{"a": 1}""");
        Assert.Equal(["spec.a: Invalid value: \"integer\": may only grow"], Causes(schema, """{"a": 1}""", """{"a": 2}"""));
        SchemaGate.Admit(Version(schema), Object("""{"a": 3}"""), Object("""{"a": 2}"""), true);
    }

    [Fact]
    public void The_message_is_that_of_kubectl() =>
        Assert.Equal("Thing.a.io \"x\" is invalid: spec.b: Invalid value: \"object\": too much", Refused(Ruled, """{"a": 1, "b": 2}""").Message);
}
