namespace MessagePack;

/// <summary>How values are read and written. Immutable.</summary>
public class MessagePackSerializerOptions
{
    private MessagePackSerializerOptions(MessagePackSecurity security) => Security = security;

    /// <summary>Attributed types, trusted data, no compression.</summary>
    public static MessagePackSerializerOptions Standard { get; } = new(MessagePackSecurity.TrustedData);

    public MessagePackSecurity Security { get; }

    public MessagePackSerializerOptions WithSecurity(MessagePackSecurity security)
    {
        ArgumentNullException.ThrowIfNull(security);
        return ReferenceEquals(security, Security) ? this : new MessagePackSerializerOptions(security);
    }
}
