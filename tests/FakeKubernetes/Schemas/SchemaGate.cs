using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Schemas;

/// <summary>What kube-apiserver 1.34 does with an object of a CustomResourceDefinition between decoding and storing. Left to the store: the rules of
/// metadata, and that status is taken from the old object (or the rest, for the subresource).</summary>
public static class SchemaGate
{
    private static readonly FieldError NotChecked = new(FieldErrorKind.Invalid, "", "null",
        "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation");

    /// <summary>Schemas that were read and compiled before, for as long as the caller keeps their definitions.</summary>
    private static readonly ConditionalWeakTable<JsonObject, SchemaNode> Read = [];

    /// <param name="definitionVersion">Element of <c>spec.versions</c>; must not be changed afterwards. The same instance again saves compiling it.</param>
    /// <param name="incoming">The object as it shall be; it is left as it is.</param>
    /// <param name="old">The stored object that it replaces; null for a new one.</param>
    /// <param name="strict">Unknown fields are an error (<c>fieldValidation=Strict</c>, kubectl's default) instead of dropped.</param>
    /// <returns>The object to store: without unknown fields, with defaults.</returns>
    /// <exception cref="ApiException">422 Invalid with every cause; 400 BadRequest for unknown fields.</exception>
    public static JsonObject Admit(JsonObject definitionVersion, JsonObject incoming, JsonObject? old, bool strict)
    {
        SchemaNode schema = SchemaOf(definitionVersion);
        var admitted = (JsonObject)incoming.DeepClone();
        List<string> unknown = Pruner.Prune(admitted, schema);
        if (strict && unknown.Count > 0)
        {
            string kind = (string?)incoming["kind"] ?? "";
            throw new ApiException(400, "BadRequest", $"{kind} in version \"{definitionVersion["name"]}\" cannot be handled as a {kind}: strict decoding error: "
                + string.Join(", ", unknown.Select(path => $"unknown field \"{path}\"")));
        }

        Defaulter.Default(admitted, schema);
        var before = (JsonObject?)old?.DeepClone();
        if (before is not null) Defaulter.Default(before, schema);
        List<FieldError> errors = Errors(admitted, before, schema);
        return errors.Count == 0 ? admitted : throw Invalid(admitted, errors);
    }

    internal static SchemaNode SchemaOf(JsonObject definitionVersion) =>
        Read.GetValue(definitionVersion, version => new SchemaNode(version["schema"]!["openAPIV3Schema"]!.AsObject(), true));

    private static List<FieldError> Errors(JsonObject admitted, JsonObject? before, SchemaNode schema)
    {
        List<FieldError> errors = ValueValidator.Validate(admitted, before, schema);
        if (before is null || ListTypes.Validate(before, schema).Count == 0) errors.AddRange(ListTypes.Validate(admitted, schema));
        if (errors.Exists(error => error.BlocksRules)) errors.Add(NotChecked);
        else errors.AddRange(RuleValidator.Validate(admitted, before, schema));
        return errors;
    }

    private static ApiException Invalid(JsonObject admitted, List<FieldError> errors)
    {
        string group = ((string?)admitted["apiVersion"] ?? "").Split('/') is [var name, _] ? $".{name}" : "";
        string[] messages = [.. errors.Select(error => error.ToString()).Distinct()];
        string all = messages.Length == 1 ? messages[0] : $"[{string.Join(", ", messages)}]";
        return new ApiException(422, "Invalid", $"{(string?)admitted["kind"]}{group} \"{(string?)admitted["metadata"]?["name"]}\" is invalid: {all}", [.. errors.Select(error => error.ToCause())]);
    }
}
