using System.Reflection;

namespace RL4VLM.Core.Manifest.Schema;

/// <summary>
/// A field of the manifest as its property and attributes declare it. <c>Name</c> is that in YAML and JSON. <c>Default</c> is the value when
/// the field is left out; when it is null, the field stays absent (or is required). <c>Mutable</c>: may change after the run has started;
/// <c>Growing</c>: may grow then.
/// </summary>
public sealed record ManifestField(string Name, PropertyInfo Property, FieldShape Shape, string Description, bool Required, object? Default, bool Mutable, bool Growing)
{
    public object? Get(object owner) => Property.GetValue(owner);

    public void Set(object owner, object? value) => Property.SetValue(owner, value);
}
