namespace MessagePack.Formatters;

/// <summary>Nil, or the value.</summary>
internal sealed class NullableFormatter<T> : Formatter<T?>
    where T : struct
{
    public override void Serialize(ref MessagePackWriter writer, T? value, MessagePackSerializerOptions options)
    {
        if (value is { } some) FormatterCache<T>.Get().Serialize(ref writer, some, options);
        else writer.WriteNil();
    }

    public override T? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
        reader.TryReadNil() ? null : FormatterCache<T>.Get().Deserialize(ref reader, options);
}

internal sealed class ArrayFormatter<T> : Formatter<T[]?>
{
    public override void Serialize(ref MessagePackWriter writer, T[]? value, MessagePackSerializerOptions options)
    {
        if (value is null)
        {
            writer.WriteNil();
            return;
        }

        Formatter<T> element = FormatterCache<T>.Get();
        writer.WriteArrayHeader(value.Length);
        foreach (T item in value) element.Serialize(ref writer, item, options);
    }

    public override T[]? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        if (reader.TryReadNil()) return null;
        Formatter<T> element = FormatterCache<T>.Get();
        int count = reader.ReadArrayHeader();
        options.Security.DepthStep(ref reader);
        T[] values = new T[count];
        for (int i = 0; i < values.Length; i++) values[i] = element.Deserialize(ref reader, options);
        reader.Depth--;
        return values;
    }
}

/// <summary><see cref="List{T}"/> and the interfaces a list has.</summary>
internal sealed class ListFormatter<TList, T> : Formatter<TList?>
    where TList : class, IEnumerable<T>
{
    public override void Serialize(ref MessagePackWriter writer, TList? value, MessagePackSerializerOptions options)
    {
        if (value is null)
        {
            writer.WriteNil();
            return;
        }

        Formatter<T> element = FormatterCache<T>.Get();
        writer.WriteArrayHeader(value.Count());
        foreach (T item in value) element.Serialize(ref writer, item, options);
    }

    public override TList? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        if (reader.TryReadNil()) return null;
        Formatter<T> element = FormatterCache<T>.Get();
        int count = reader.ReadArrayHeader();
        options.Security.DepthStep(ref reader);
        var values = new List<T>(count);
        for (int i = 0; i < count; i++) values.Add(element.Deserialize(ref reader, options));
        reader.Depth--;
        return (TList)(object)values;
    }
}

/// <summary><see cref="Dictionary{TKey, TValue}"/> and its interfaces: a map in the order of enumeration.</summary>
internal sealed class DictionaryFormatter<TDictionary, TKey, TValue> : Formatter<TDictionary?>
    where TDictionary : class, IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    public override void Serialize(ref MessagePackWriter writer, TDictionary? value, MessagePackSerializerOptions options)
    {
        if (value is null)
        {
            writer.WriteNil();
            return;
        }

        Formatter<TKey> keys = FormatterCache<TKey>.Get();
        Formatter<TValue> values = FormatterCache<TValue>.Get();
        writer.WriteMapHeader(value.Count());
        foreach ((TKey key, TValue item) in value)
        {
            keys.Serialize(ref writer, key, options);
            values.Serialize(ref writer, item, options);
        }
    }

    public override TDictionary? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        if (reader.TryReadNil()) return null;
        Formatter<TKey> keys = FormatterCache<TKey>.Get();
        Formatter<TValue> values = FormatterCache<TValue>.Get();
        int count = reader.ReadMapHeader();
        options.Security.DepthStep(ref reader);
        var found = new Dictionary<TKey, TValue>(count, options.Security.GetEqualityComparer<TKey>());
        for (int i = 0; i < count; i++)
        {
            TKey key = keys.Deserialize(ref reader, options)
                ?? throw new MessagePackSerializationException("A map key is nil.");
            if (!found.TryAdd(key, values.Deserialize(ref reader, options)))
            {
                throw new MessagePackSerializationException($"The map has the key '{key}' twice.");
            }
        }

        reader.Depth--;
        return (TDictionary)(object)found;
    }
}
