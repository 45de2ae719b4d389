using System.Reflection;

namespace MessagePack.Formatters;

/// <summary>Chooses the formatter of a type; the only place, with <see cref="ObjectFormatter{T}"/>, that reflects.</summary>
internal static class FormatterFactory
{
    /// <returns>A <see cref="Formatter{T}"/> of <paramref name="type"/>.</returns>
    public static object Create(Type type)
    {
        if (PrimitiveFormatters.Find(type) is { } primitive) return primitive;
        if (type.IsEnum) return Make(typeof(EnumFormatter<>), type);
        if (type.IsArray)
        {
            return type.IsSZArray ? Make(typeof(ArrayFormatter<>), type.GetElementType()!) : throw Unsupported(type);
        }

        if (type.IsGenericType)
        {
            Type definition = type.GetGenericTypeDefinition();
            Type[] arguments = type.GetGenericArguments();
            if (definition == typeof(Nullable<>)) return Make(typeof(NullableFormatter<>), arguments);
            if (definition == typeof(List<>) || definition == typeof(IList<>) || definition == typeof(ICollection<>)
                || definition == typeof(IReadOnlyList<>) || definition == typeof(IReadOnlyCollection<>))
            {
                return Make(typeof(ListFormatter<,>), type, arguments[0]);
            }

            if (definition == typeof(Dictionary<,>) || definition == typeof(IDictionary<,>) || definition == typeof(IReadOnlyDictionary<,>))
            {
                return Make(typeof(DictionaryFormatter<,,>), type, arguments[0], arguments[1]);
            }
        }

        if (type.GetCustomAttribute<MessagePackObjectAttribute>() is not null && !type.IsAbstract && !type.IsInterface)
        {
            return Make(typeof(ObjectFormatter<>), type);
        }

        throw Unsupported(type);
    }

    internal static object Make(Type definition, params Type[] arguments)
    {
        try
        {
            return Activator.CreateInstance(definition.MakeGenericType(arguments))!;
        }
        catch (TargetInvocationException e) when (e.InnerException is MessagePackSerializationException problem)
        {
            throw problem;
        }
    }

    private static MessagePackSerializationException Unsupported(Type type) =>
        new($"{type.FullName} is not registered: mark it [MessagePackObject] and its members [Key(n)], or use a type that has an encoding.");
}
