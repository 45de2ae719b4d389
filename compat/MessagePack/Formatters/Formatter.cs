namespace MessagePack.Formatters;

/// <summary>How values of one type are encoded.</summary>
internal abstract class Formatter<T>
{
    public abstract void Serialize(ref MessagePackWriter writer, T value, MessagePackSerializerOptions options);

    public abstract T Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options);
}

/// <summary>The one formatter of a type, built at its first use.</summary>
internal static class FormatterCache<T>
{
    private static readonly Formatter<T>? Instance;
    private static readonly string? Problem;

    static FormatterCache()
    {
        try
        {
            Instance = (Formatter<T>)FormatterFactory.Create(typeof(T));
        }
        catch (MessagePackSerializationException e)
        {
            Problem = e.Message;
        }
    }

    public static Formatter<T> Get() => Instance ?? throw new MessagePackSerializationException(Problem);
}
