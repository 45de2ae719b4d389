using System.Runtime.CompilerServices;

namespace MessagePack;

/// <summary>How much the source of the bytes is trusted.</summary>
public class MessagePackSecurity
{
    /// <summary>No limit on depth but the stack's.</summary>
    public static readonly MessagePackSecurity TrustedData = new() { MaximumObjectGraphDepth = int.MaxValue };

    /// <summary>At most 500 levels, hash tables that collisions do not slow down.</summary>
    public static readonly MessagePackSecurity UntrustedData = new() { HashCollisionResistant = true, MaximumObjectGraphDepth = 500 };

    private MessagePackSecurity()
    {
    }

    /// <summary>Deepest nesting of objects and collections that is read.</summary>
    public int MaximumObjectGraphDepth { get; private init; }

    public bool HashCollisionResistant { get; private init; }

    public MessagePackSecurity WithMaximumObjectGraphDepth(int maximumObjectGraphDepth) =>
        new() { MaximumObjectGraphDepth = maximumObjectGraphDepth, HashCollisionResistant = HashCollisionResistant };

    public MessagePackSecurity WithHashCollisionResistant(bool hashCollisionResistant) =>
        new() { MaximumObjectGraphDepth = MaximumObjectGraphDepth, HashCollisionResistant = hashCollisionResistant };

    /// <summary>Call before a nested value is read, and decrease <see cref="MessagePackReader.Depth"/> after it.</summary>
    /// <exception cref="InsufficientExecutionStackException">The value lies deeper than allowed, or than the stack can take.</exception>
    public void DepthStep(ref MessagePackReader reader)
    {
        if (reader.Depth >= MaximumObjectGraphDepth)
        {
            throw new InsufficientExecutionStackException($"This msgpack sequence has an object graph that exceeds the maximum depth allowed of {MaximumObjectGraphDepth}.");
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        reader.Depth++;
    }

    /// <summary>Comparer for the keys of a hash table that is filled with data from this source.</summary>
    public IEqualityComparer<T> GetEqualityComparer<T>() =>
        !HashCollisionResistant ? EqualityComparer<T>.Default
        : CollisionResistantComparer<T>.Instance ?? throw new MessagePackSerializationException($"No hash-resistant equality comparer available for type: {typeof(T)}");

    private sealed class CollisionResistantComparer<T> : IEqualityComparer<T>
    {
        // Strings are hashed with a seed of the process by default; integers are not.
        public static readonly IEqualityComparer<T>? Instance =
            typeof(T) == typeof(string) ? EqualityComparer<T>.Default
            : typeof(T).IsPrimitive || typeof(T).IsEnum ? new CollisionResistantComparer<T>()
            : null;

        public bool Equals(T? x, T? y) => EqualityComparer<T>.Default.Equals(x, y);

        public int GetHashCode(T value)
        {
            ulong bits = value switch
            {
                null => 0,
                float single => BitConverter.SingleToUInt32Bits(single == 0 ? 0 : single),
                double number => BitConverter.DoubleToUInt64Bits(number == 0 ? 0 : number),
                ulong number => number,
                char character => character,
                bool truth => truth ? 1UL : 0UL,
                Enum member when Enum.GetUnderlyingType(typeof(T)) == typeof(ulong) => Convert.ToUInt64(member, null),
                _ => unchecked((ulong)Convert.ToInt64(value, null)),
            };
            return HashCode.Combine((uint)bits, (uint)(bits >> 32));
        }
    }
}
