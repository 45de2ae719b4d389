using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Admission;

/// <summary>Holds custom resources to their definition's schema.</summary>
public interface ISchemaGate
{
    /// <param name="definitionVersion">The element of the definition's <c>spec.versions</c>.</param>
    /// <param name="incoming">The object as it would be stored.</param>
    /// <param name="old">The object it replaces; null for a new one.</param>
    /// <param name="strict">Whether unknown fields are an error; else they are dropped.</param>
    /// <returns>The object with defaults and without unknown fields.</returns>
    /// <exception cref="ApiException">422 with the causes.</exception>
    JsonObject Admit(JsonObject definitionVersion, JsonObject incoming, JsonObject? old, bool strict);
}

/// <summary>The rules of the API server.</summary>
public sealed class DefinitionSchemaGate : ISchemaGate
{
    public JsonObject Admit(JsonObject definitionVersion, JsonObject incoming, JsonObject? old, bool strict) =>
        Schemas.SchemaGate.Admit(definitionVersion, incoming, old, strict);
}

/// <summary>Lets everything pass, for tests that are not about schemas.</summary>
public sealed class OpenSchemaGate : ISchemaGate
{
    public JsonObject Admit(JsonObject definitionVersion, JsonObject incoming, JsonObject? old, bool strict) => incoming;
}
