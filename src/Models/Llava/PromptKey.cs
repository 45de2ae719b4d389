using System.Runtime.InteropServices;

namespace RL4VLM.Models.Llava;

/// <summary>Equality of a picture (by key or index) and a prompt's token ids: what is computed once in a batch.</summary>
public readonly struct PromptKey(ulong picture, int[] ids) : IEquatable<PromptKey>
{
    private readonly ulong picture = picture;
    private readonly int[] ids = ids;

    public bool Equals(PromptKey other) => picture == other.picture && ids.AsSpan().SequenceEqual(other.ids);

    public override bool Equals(object? obj) => obj is PromptKey other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(picture);
        hash.AddBytes(MemoryMarshal.AsBytes<int>(ids));
        return hash.ToHashCode();
    }
}
