using System.Reflection;
using System.Runtime.CompilerServices;

namespace MessagePack.Formatters;

/// <summary>An attributed type: an array with each member at its key, nil at keys without a member. Elements after the last known
/// key are passed over and missing ones keep their initial value, so that a type may grow.</summary>
internal sealed class ObjectFormatter<T> : Formatter<T>
{
    private readonly MemberAccess<T>?[] members;

    public ObjectFormatter()
    {
        if (!typeof(T).IsValueType && typeof(T).GetConstructor(Type.EmptyTypes) is null)
        {
            throw new MessagePackSerializationException($"can't find public constructor without parameters. type: {typeof(T).FullName}");
        }

        members = ReadMembers();
    }

    public override void Serialize(ref MessagePackWriter writer, T value, MessagePackSerializerOptions options)
    {
        if (value is null)
        {
            writer.WriteNil();
            return;
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        writer.WriteArrayHeader(members.Length);
        foreach (MemberAccess<T>? member in members)
        {
            if (member is null) writer.WriteNil();
            else member.Write(ref writer, ref value, options);
        }
    }

    public override T Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        if (reader.TryReadNil())
        {
            return default(T) is null ? default! : throw new MessagePackSerializationException("typecode is null, struct not supported");
        }

        int count = reader.ReadArrayHeader();
        options.Security.DepthStep(ref reader);
        T value = Activator.CreateInstance<T>();
        for (int i = 0; i < count; i++)
        {
            if (i < members.Length && members[i] is { } member) member.Read(ref reader, ref value, options);
            else reader.Skip();
        }

        reader.Depth--;
        return value;
    }

    private static MemberAccess<T>?[] ReadMembers()
    {
        var found = new SortedDictionary<int, MemberAccess<T>>();
        foreach (MemberInfo member in typeof(T).GetMembers(BindingFlags.Public | BindingFlags.Instance))
        {
            if (member is not (PropertyInfo or FieldInfo) || member.GetCustomAttribute<IgnoreMemberAttribute>() is not null) continue;
            if (member is PropertyInfo property && property.GetIndexParameters().Length > 0) continue;
            if (member.GetCustomAttribute<KeyAttribute>()?.IntKey is not { } key)
            {
                throw new MessagePackSerializationException(
                    $"all public members must mark KeyAttribute or IgnoreMemberAttribute. type: {typeof(T).FullName} member:{member.Name}");
            }

            if (key is < 0 or > 1024) throw new MessagePackSerializationException($"the key {key} is out of range. type: {typeof(T).FullName} member:{member.Name}");
            if (!found.TryAdd(key, MemberAccess<T>.Create(member)))
            {
                throw new MessagePackSerializationException($"key is duplicated, all members key must be unique. type: {typeof(T).FullName} member:{member.Name}");
            }
        }

        var ordered = new MemberAccess<T>?[found.Count == 0 ? 0 : found.Keys.Last() + 1];
        foreach ((int key, MemberAccess<T> access) in found) ordered[key] = access;
        return ordered;
    }
}

/// <summary>Reads and writes one member of <typeparamref name="T"/> through delegates bound once, init-only ones included.</summary>
internal abstract class MemberAccess<T>
{
    public abstract void Write(ref MessagePackWriter writer, ref T target, MessagePackSerializerOptions options);

    public abstract void Read(ref MessagePackReader reader, ref T target, MessagePackSerializerOptions options);

    public static MemberAccess<T> Create(MemberInfo member)
    {
        if (member is not PropertyInfo property)
        {
            throw new MessagePackSerializationException($"{typeof(T).FullName}.{member.Name} is a field: only properties are encoded, make it one or mark it [IgnoreMember].");
        }

        Type access = typeof(T).IsValueType ? typeof(StructProperty<>) : typeof(ClassProperty<>);
        try
        {
            return (MemberAccess<T>)Activator.CreateInstance(access.MakeGenericType(typeof(T), property.PropertyType), property)!;
        }
        catch (TargetInvocationException e) when (e.InnerException is MessagePackSerializationException problem)
        {
            throw problem;
        }
    }

    private static MethodInfo Accessor(PropertyInfo property, bool setter) =>
        (setter ? property.SetMethod : property.GetMethod) is { IsPublic: true } method
            ? method
            : throw new MessagePackSerializationException($"{typeof(T).FullName}.{property.Name} needs a public getter and a public setter or init accessor.");

    private sealed class ClassProperty<TValue>(PropertyInfo property) : MemberAccess<T>
    {
        private readonly Func<T, TValue> get = Accessor(property, setter: false).CreateDelegate<Func<T, TValue>>();
        private readonly Action<T, TValue> set = Accessor(property, setter: true).CreateDelegate<Action<T, TValue>>();

        public override void Write(ref MessagePackWriter writer, ref T target, MessagePackSerializerOptions options) =>
            FormatterCache<TValue>.Get().Serialize(ref writer, get(target), options);

        public override void Read(ref MessagePackReader reader, ref T target, MessagePackSerializerOptions options) =>
            set(target, FormatterCache<TValue>.Get().Deserialize(ref reader, options));
    }

    private sealed class StructProperty<TValue>(PropertyInfo property) : MemberAccess<T>
    {
        private readonly Getter get = Accessor(property, setter: false).CreateDelegate<Getter>();
        private readonly Setter set = Accessor(property, setter: true).CreateDelegate<Setter>();

        private delegate TValue Getter(ref T target);

        private delegate void Setter(ref T target, TValue value);

        public override void Write(ref MessagePackWriter writer, ref T target, MessagePackSerializerOptions options) =>
            FormatterCache<TValue>.Get().Serialize(ref writer, get(ref target), options);

        public override void Read(ref MessagePackReader reader, ref T target, MessagePackSerializerOptions options) =>
            set(ref target, FormatterCache<TValue>.Get().Deserialize(ref reader, options));
    }
}
