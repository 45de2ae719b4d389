namespace MessagePack;

/// <summary>Marks a type as serializable; every public property and field carries <see cref="KeyAttribute"/> or <see cref="IgnoreMemberAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = false, Inherited = true)]
public sealed class MessagePackObjectAttribute : Attribute
{
}

/// <summary>The array index of a member.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public sealed class KeyAttribute(int x) : Attribute
{
    public int? IntKey { get; } = x;
}

/// <summary>Keeps a public member out of the encoding.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public sealed class IgnoreMemberAttribute : Attribute
{
}
