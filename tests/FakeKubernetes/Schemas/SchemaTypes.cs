using RL4VLM.FakeKubernetes.Schemas.Cel;

namespace RL4VLM.FakeKubernetes.Schemas;

/// <summary>The CEL type of a schema with the sizes the API server assumes (k8s.io/apiserver/pkg/cel/common/schemas.go).</summary>
internal static class SchemaTypes
{
    public const long RequestSize = 3 * 1024 * 1024;

    private const long LongestTime = 32;

    public static CelType? Of(SchemaNode schema)
    {
        if (schema.IsIntegerOrText) return new CelType(CelKind.Dynamic) { MinimumSize = 1, MaximumElements = schema.MaximumLength * 4 ?? RequestSize - 2 };
        switch (schema.Type)
        {
            case "array" when schema.Items?.CelType is { } item:
                return new CelType(CelKind.List, item) { MinimumSize = 2, MaximumElements = schema.MaximumItems ?? (RequestSize - 2) / (item.MinimumSize + 1) };
            case "object" when schema.Values is { } values:
                return values.CelType is { } value
                    ? new CelType(CelKind.Map, value) { MinimumSize = 2, MaximumElements = schema.MaximumProperties ?? (RequestSize - 2) / (value.MinimumSize + 6) }
                    : null;
            case "object": return Object(schema);
            case "string": return Text(schema);
            case "boolean": return CelType.Boolean;
            case "number": return CelType.Double;
            case "integer": return CelType.Integer;
            default: return null;
        }
    }

    private static CelType Object(SchemaNode schema)
    {
        var fields = new Dictionary<string, CelType>();
        long size = 2;
        foreach ((string name, SchemaNode property) in schema.Properties)
        {
            if (property.CelType is not { } type) continue;
            if (CelType.Escape(name) is { } escaped) fields[escaped] = type;
            if (schema.Required.Contains(name) && property.Default is null) size += name.Length + type.MinimumSize + 4;
        }

        if (schema.IsRoot)
        {
            // Whatever the schema says of them, rules see these, and nothing else of metadata.
            var text = new CelType(CelKind.Text) { MinimumSize = 2, MaximumElements = RequestSize - 2 };
            fields["kind"] = fields["apiVersion"] = text;
            fields["metadata"] = new CelType(CelKind.Object) { MinimumSize = 2, Fields = new Dictionary<string, CelType> { ["name"] = text, ["generateName"] = text } };
        }

        return new CelType(CelKind.Object) { MinimumSize = size, Fields = fields };
    }

    private static CelType Text(SchemaNode schema)
    {
        if (schema.Format == "date-time") return new CelType(CelKind.Timestamp) { MinimumSize = 21, MaximumElements = LongestTime };
        long longest = schema.MaximumLength * 4
            ?? (schema.Enum.Count > 0 ? schema.Enum.Max(value => value?.GetValueKind() == System.Text.Json.JsonValueKind.String ? System.Text.Encoding.UTF8.GetByteCount((string)value!) : 0) : RequestSize - 2);
        return new CelType(CelKind.Text) { MinimumSize = 2, MaximumElements = longest };
    }
}
