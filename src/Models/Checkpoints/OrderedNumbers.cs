using System.Globalization;
using RL4VLM.Models.Tokenization;

namespace RL4VLM.Models.Checkpoints;

/// <summary>
/// First weights of number tokens that know the numbers' order: points of a smooth random curve, so that near numbers are alike, as they are in a
/// pretrained model. Up to a highest number it is the embeddings, what numbers are read by: what is learned of one holds for the next. Beyond it
/// the output weights, what they are written by: such a number is only ever worked out, and is then missed by little or not at all. Numbers that the
/// picture shows have to be told apart when they are written, results when they are read; there both begin anywhere.
/// </summary>
/// <remarks>The curve is one of random Fourier features: the inner product of two numbers' weights falls off with their distance as a Gaussian does
/// (Rahimi and Recht, 2007).</remarks>
internal static class OrderedNumbers
{
    /// <summary>Distance at which two numbers have little in common, in whole numbers.</summary>
    private const double Length = 4;

    /// <summary>Far more than other embeddings' 0.02: Adam moves every weight at the same pace, and small ones would soon lose their order.</summary>
    private const double EmbeddingDeviation = 0.5;

    private const double HeadDeviation = 0.3;

    /// <summary>Overwrites rows of tokens that are whole numbers: from 0 to <paramref name="highest"/> in the embeddings, above it in the head.</summary>
    /// <param name="weights">float32 [vocabulary, hidden], row by row.</param>
    /// <param name="hidden">Length of a row.</param>
    /// <param name="tokenizer">Says which tokens are numbers.</param>
    /// <param name="highest">The last number that is read in order.</param>
    /// <param name="isHead">Whether these are the output weights.</param>
    /// <param name="seed">Of the curve.</param>
    public static void Write(Span<float> weights, int hidden, ITokenizer tokenizer, int highest, bool isHead, ulong seed)
    {
        var random = new WeightInitializer(seed);
        var waves = new (double Frequency, double Phase)[hidden];
        for (int i = 0; i < hidden; i++) waves[i] = (random.Normal() / Length, random.Angle());
        double size = Math.Sqrt(2) * (isHead ? HeadDeviation : EmbeddingDeviation);
        for (int id = 0; id < tokenizer.VocabularySize; id++)
        {
            if (!int.TryParse(tokenizer.IdToToken(id), NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number > highest != isHead) continue;
            var row = weights.Slice(id * hidden, hidden);
            for (int i = 0; i < hidden; i++) row[i] = (float)(size * Math.Cos(waves[i].Frequency * number + waves[i].Phase));
        }
    }
}
