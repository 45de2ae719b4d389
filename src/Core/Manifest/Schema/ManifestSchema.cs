using System.ComponentModel;
using System.Reflection;
using System.Text.Json;

namespace RL4VLM.Core.Manifest.Schema;

/// <summary>The manifest's shape, from the record types by reflection.</summary>
public static class ManifestSchema
{
    private static readonly Lazy<ObjectShape> LazyRoot = new(() => OfRecord(typeof(RunManifest)));

    public static ObjectShape Root => LazyRoot.Value;

    /// <summary>Shape of a record type with a parameterless constructor.</summary>
    public static ObjectShape OfRecord(Type type)
    {
        object defaults = Activator.CreateInstance(type)!;
        IEnumerable<PropertyInfo> properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null);
        return new ObjectShape(type, [.. properties.Select(property => Field(property, defaults))]);
    }

    /// <summary>A C# name as YAML and JSON write it: <c>GaeLambda</c> is <c>gaeLambda</c>.</summary>
    public static string NameOf(string csharpName) => JsonNamingPolicy.CamelCase.ConvertName(csharpName);

    private static ManifestField Field(PropertyInfo property, object defaults)
    {
        bool required = property.IsDefined(typeof(RequiredFieldAttribute));
        return new ManifestField(
            NameOf(property.Name),
            property,
            Shape(property, property.PropertyType),
            property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? throw Undeclared(property, "[Description]"),
            required,
            required ? null : property.GetValue(defaults),
            property.IsDefined(typeof(MutableFieldAttribute)),
            property.IsDefined(typeof(GrowingFieldAttribute)));
    }

    private static FieldShape Shape(PropertyInfo property, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(bool)) return new BooleanShape();
        if (type == typeof(DateTimeOffset)) return new TimeShape();
        if (type == typeof(int) || type == typeof(long) || type == typeof(double)) return Number(property, type);
        if (type.IsEnum) return new ChoiceShape(type, [.. Enum.GetNames(type).Select(name => type.IsDefined(typeof(KubernetesNamesAttribute)) ? name : NameOf(name))]);
        if (type == typeof(string)) return Text(property);
        if (!type.IsGenericType) return OfRecord(type);
        AllowedItemsAttribute items = property.GetCustomAttribute<AllowedItemsAttribute>() ?? throw Undeclared(property, "[AllowedItems]");
        Type[] arguments = type.GetGenericArguments();
        return arguments.Length == 2
            ? new MapShape(type, Shape(property, arguments[1]), items.Maximum)
            : new ListShape(type, Shape(property, arguments[0]), items.Minimum, items.Maximum, items.Unique, items.Key);
    }

    private static NumberShape Number(PropertyInfo property, Type type)
    {
        AllowedRangeAttribute range = property.GetCustomAttribute<AllowedRangeAttribute>() ?? throw Undeclared(property, "[AllowedRange]");
        return new NumberShape(type, range.Minimum, range.Maximum, range.ExclusiveMinimum, range.ExclusiveMaximum);
    }

    private static FieldShape Text(PropertyInfo property)
    {
        if (property.IsDefined(typeof(QuantityAttribute))) return new QuantityShape();
        if (property.IsDefined(typeof(AnyScalarAttribute))) return new ScalarShape();
        if (property.GetCustomAttribute<AllowedValuesAttribute>() is { } values) return new ChoiceShape(typeof(string), values.Values);
        AllowedTextAttribute text = property.GetCustomAttribute<AllowedTextAttribute>() ?? throw Undeclared(property, "[AllowedText]");
        return new TextShape(text.MinimumLength, text.MaximumLength, text.Pattern, text.Meaning);
    }

    private static InvalidOperationException Undeclared(PropertyInfo property, string attribute) =>
        new($"{property.DeclaringType?.Name}.{property.Name} lacks {attribute}");
}
