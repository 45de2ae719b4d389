using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Schemas.Cel;

namespace RL4VLM.FakeKubernetes.Schemas;

/// <param name="Text">CEL.</param>
/// <param name="Message">Shown when it does not hold.</param>
/// <param name="FieldPath">Field it is attached to, below the schema's value, without the first dot; empty for the value.</param>
/// <param name="Reason">For example FieldValueForbidden; null for FieldValueInvalid.</param>
internal sealed record SchemaRule(string Text, string Message, string FieldPath, string? Reason);

/// <summary>A structural schema, read once; unknown keywords are the business of <see cref="DefinitionCheck"/>.</summary>
internal sealed class SchemaNode
{
    private readonly Lazy<IReadOnlyList<CompiledRule>> _rules;
    private readonly Lazy<bool> _hasTransitionRules;

    public SchemaNode(JsonObject schema, bool isRoot = false)
    {
        Type = (string?)schema["type"] ?? "";
        Format = (string?)schema["format"] ?? "";
        IsRoot = isRoot;
        IsIntegerOrText = Flag("x-kubernetes-int-or-string");
        PreservesUnknown = Flag("x-kubernetes-preserve-unknown-fields");
        Nullable = Flag("nullable");
        Default = schema["default"]?.DeepClone();
        foreach ((string name, JsonNode? property) in schema["properties"] as JsonObject ?? []) Properties[name] = new SchemaNode(property!.AsObject());
        Items = schema["items"] is JsonObject items ? new SchemaNode(items) : null;
        Values = schema["additionalProperties"] is JsonObject values ? new SchemaNode(values) : null;
        Required = Texts("required");
        Enum = [.. (schema["enum"] as JsonArray ?? []).Select(value => value?.DeepClone())];
        Minimum = Bound("minimum");
        Maximum = Bound("maximum");
        ExclusiveMinimum = Flag("exclusiveMinimum");
        ExclusiveMaximum = Flag("exclusiveMaximum");
        MinimumLength = Count("minLength");
        MaximumLength = Count("maxLength");
        MinimumItems = Count("minItems");
        MaximumItems = Count("maxItems");
        MinimumProperties = Count("minProperties");
        MaximumProperties = Count("maxProperties");
        Pattern = (string?)schema["pattern"] ?? "";
        ListType = (string?)schema["x-kubernetes-list-type"] ?? "atomic";
        ListKeys = Texts("x-kubernetes-list-map-keys");
        IsAtomicMap = (string?)schema["x-kubernetes-map-type"] == "atomic";
        Rules = [.. (schema["x-kubernetes-validations"] as JsonArray ?? []).Select(rule => new SchemaRule(
            (string)rule!["rule"]!, ((string?)rule["message"] ?? $"failed rule: {rule["rule"]}").Trim(), ((string?)rule["fieldPath"] ?? "").TrimStart('.'), (string?)rule["reason"]))];
        CelType = SchemaTypes.Of(this);
        _hasTransitionRules = new Lazy<bool>(() => CompiledRules.Any(rule => rule.UsesOldSelf)
            || Properties.Values.Append(Items).Append(Values).Any(below => below?.HasTransitionRules == true));
        _rules = new Lazy<IReadOnlyList<CompiledRule>>(() => [.. Rules.Select(rule => CompiledRule.Compile(rule, CelType!))]);

        bool Flag(string keyword) => schema[keyword]?.GetValue<bool>() == true;
        long? Count(string keyword) => JsonNumbers.Of(schema[keyword])?.Whole;
        double? Bound(string keyword) => JsonNumbers.Of(schema[keyword])?.Real;
        string[] Texts(string keyword) => [.. (schema[keyword] as JsonArray ?? []).Select(text => (string)text!)];
    }

    public string Type { get; }

    public string Format { get; }

    public bool IsRoot { get; }

    public bool IsIntegerOrText { get; }

    public bool PreservesUnknown { get; }

    public bool Nullable { get; }

    public JsonNode? Default { get; }

    public Dictionary<string, SchemaNode> Properties { get; } = [];

    public SchemaNode? Items { get; }

    /// <summary>Of a map.</summary>
    public SchemaNode? Values { get; }

    public IReadOnlyList<string> Required { get; }

    public IReadOnlyList<JsonNode?> Enum { get; }

    public double? Minimum { get; }

    public double? Maximum { get; }

    public bool ExclusiveMinimum { get; }

    public bool ExclusiveMaximum { get; }

    public long? MinimumLength { get; }

    public long? MaximumLength { get; }

    public long? MinimumItems { get; }

    public long? MaximumItems { get; }

    public long? MinimumProperties { get; }

    public long? MaximumProperties { get; }

    public string Pattern { get; }

    /// <summary>atomic, set or map.</summary>
    public string ListType { get; }

    public IReadOnlyList<string> ListKeys { get; }

    public bool IsAtomicMap { get; }

    public IReadOnlyList<SchemaRule> Rules { get; }

    /// <summary>Null when rules do not see the value.</summary>
    public CelType? CelType { get; }

    /// <exception cref="CelException">A rule cannot be compiled.</exception>
    public IReadOnlyList<CompiledRule> CompiledRules => _rules.Value;

    /// <summary>Whether a rule here or below looks at the old value, so that it must be asked about one that did not change.</summary>
    public bool HasTransitionRules => _hasTransitionRules.Value;

    /// <summary>The item of <paramref name="old"/> that is the same as <paramref name="item"/>; null where items cannot be told apart.</summary>
    public JsonNode? OldItem(JsonArray? old, JsonNode? item) =>
        ListType == "map" && item is JsonObject wanted
            ? old?.FirstOrDefault(other => other is JsonObject record && ListKeys.All(key => JsonNode.DeepEquals(record[key], wanted[key])))
            : null;
}
