namespace RL4VLM.Models.Vision;

/// <summary>Interpolation filters, by Pillow's numbers (<c>resample</c> in preprocessor_config.json).</summary>
public enum ResamplingFilter { Nearest = 0, Lanczos = 1, Bilinear = 2, Bicubic = 3, Box = 4, Hamming = 5 }

internal static class ResamplingFilters
{
    /// <summary>Half the filter's width in source pixels at scale 1.</summary>
    public static double Support(this ResamplingFilter filter) => filter switch
    {
        ResamplingFilter.Box => 0.5,
        ResamplingFilter.Bilinear or ResamplingFilter.Hamming => 1.0,
        ResamplingFilter.Bicubic => 2.0,
        ResamplingFilter.Lanczos => 3.0,
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "not a convolution filter"),
    };

    public static double Evaluate(this ResamplingFilter filter, double x) => filter switch
    {
        ResamplingFilter.Box => x is > -0.5 and <= 0.5 ? 1.0 : 0.0,
        ResamplingFilter.Bilinear => Math.Abs(x) is < 1.0 and var distance ? 1.0 - distance : 0.0,
        ResamplingFilter.Hamming => Hamming(Math.Abs(x)),
        ResamplingFilter.Bicubic => Bicubic(Math.Abs(x)),
        _ => x is >= -3.0 and < 3.0 ? Sinc(x) * Sinc(x / 3) : 0.0,
    };

    /// <summary>Keys' kernel with a = −0.5.</summary>
    private static double Bicubic(double x)
    {
        const double a = -0.5;
        if (x < 1.0) return ((((a + 2.0) * x) - (a + 3.0)) * x * x) + 1;
        return x < 2.0 ? ((((((x - 5) * x) + 8) * x) - 4) * a) : 0.0;
    }

    private static double Hamming(double x)
    {
        if (x == 0.0) return 1.0;
        if (x >= 1.0) return 0.0;
        x *= Math.PI;
        return Math.Sin(x) / x * (0.54 + (0.46 * Math.Cos(x)));
    }

    private static double Sinc(double x)
    {
        if (x == 0.0) return 1.0;
        x *= Math.PI;
        return Math.Sin(x) / x;
    }
}
