namespace RL4VLM.Core.Manifest.Generated;

internal enum SchemaDialect
{
    /// <summary>Structural OpenAPI v3 of a CustomResourceDefinition.</summary>
    Kubernetes,

    /// <summary>JSON Schema draft 7, which editors read.</summary>
    Editor,
}
