namespace RL4VLM.Environments.Rendering;

/// <summary>A colour; 8 bits each.</summary>
internal readonly record struct Ink(byte Red, byte Green, byte Blue)
{
    public static Ink White { get; } = new(255, 255, 255);

    public static Ink Black { get; } = new(0, 0, 0);

    /// <summary>The card table, #35654d (spec section 1.2).</summary>
    public static Ink Table { get; } = new(53, 101, 77);
}

/// <summary>A font by family and weight.</summary>
internal readonly record struct Face(string Family, bool Bold)
{
    public static Face Sans { get; } = new("DejaVu Sans", false);

    public static Face SansBold { get; } = new("DejaVu Sans", true);
}
