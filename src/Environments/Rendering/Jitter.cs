using RL4VLM.Environments.Randomness;

namespace RL4VLM.Environments.Rendering;

/// <summary>Seeded variation of what is drawn; at strength 0 every method gives the plain value.</summary>
/// <param name="strength">0 to 1.</param>
/// <param name="seed">Of this picture.</param>
internal sealed class Jitter(double strength, ulong seed)
{
    private static readonly string[] Families = ["DejaVu Sans", "DejaVu Serif", "DejaVu Sans Mono"];

    private SplitMix random = new(seed);

    public bool IsOff => strength == 0;

    /// <summary>Between -<paramref name="most"/> and <paramref name="most"/> pixels at full strength.</summary>
    public double Offset(double most) => IsOff ? 0 : Math.Round(random.Between(-most, most) * strength);

    /// <summary>A factor between 1 - <paramref name="less"/> and 1 + <paramref name="more"/> at full strength.</summary>
    public double Scale(double less, double more) => IsOff ? 1 : 1 + (random.Between(-less, more) * strength);

    /// <summary>The given font, or with a chance of <c>strength</c> any of the three families in that weight.</summary>
    public Face Font(Face plain) => IsOff || random.Double() >= strength ? plain : plain with { Family = Families[(int)(random.Next() % 3)] };
}
