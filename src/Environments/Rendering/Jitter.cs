namespace RL4VLM.Environments.Rendering;

/// <summary>How much position, size and font of what is drawn vary (options.jitter, 0 to 1).</summary>
public readonly record struct Jitter(double Amount)
{
    /// <summary>The variation of one picture: a function of the episode's seed and the step.</summary>
    public Variation For(ulong seed, int step)
    {
        if (Amount <= 0)
            return Variation.None;
        var random = new Random(unchecked((int)(seed ^ (seed >> 32)) * 31) + step);
        double amount = Amount;
        double Around() => ((2 * random.NextDouble()) - 1) * amount;
        return new Variation(Around(), Around(), Around(), random.NextDouble() < amount ? random.Next(3) : 0);
    }
}

/// <summary>One picture's variation.</summary>
/// <param name="X">-1 to 1: sideways.</param>
/// <param name="Y">-1 to 1: up and down.</param>
/// <param name="Size">-1 to 1: smaller or larger.</param>
/// <param name="Font">Index of the family.</param>
public readonly record struct Variation(double X, double Y, double Size, int Font)
{
    private static readonly string[] Families = ["DejaVu Sans", "DejaVu Serif", "DejaVu Sans Mono"];

    public static Variation None => default;

    public bool IsNone => this == default;

    public string Family => Families[Font];
}
