using System.Globalization;
using RL4VLM.Models.Checkpoints;
using RL4VLM.Models.Llava;
using RL4VLM.Models.Tokenization;

namespace RL4VLM.Models.Tests.Checkpoints;

public sealed class OrderedNumbersTests
{
    private static readonly (byte[] Tokenizer, byte[] Config) Trained =
        BpeTrainer.Train(Enumerable.Range(0, 41).Select(number => string.Create(CultureInfo.InvariantCulture, $"USER: the number is {number} ASSISTANT:")), 1024);

    private const int Highest = 20;

    [Theory]
    [InlineData(Decoder.EmbeddingsName, 0, Highest)]
    [InlineData(Decoder.HeadName, Highest + 1, 40)]
    public void The_nearer_two_numbers_the_more_alike_are_their_weights(string name, int first, int last)
    {
        using var policy = Create(ordered: true);
        float[][] rows = [.. Enumerable.Range(first, last - first + 1).Select(number => Row(policy, name, number))];
        for (int number = 0; number + 8 < rows.Length; number++)
        {
            double next = Cosine(rows[number], rows[number + 1]), third = Cosine(rows[number], rows[number + 3]), far = Cosine(rows[number], rows[number + 8]);
            Assert.InRange(next, 0.9, 0.999);
            Assert.True(next > third && third > far, $"{number}: {next} {third} {far}");
        }
    }

    [Fact]
    public void All_other_weights_are_those_of_numbers_that_begin_anywhere()
    {
        using var ordered = Create(ordered: true);
        using var plain = Create(ordered: false);
        var before = plain.TrainableParameters().ToDictionary(parameter => parameter.Name, parameter => parameter.Tensor.data<float>().ToArray());
        foreach (var (name, tensor) in ordered.TrainableParameters())
        {
            float[] values = tensor.data<float>().ToArray();
            if (name is not (Decoder.EmbeddingsName or Decoder.HeadName))
            {
                Assert.Equal(before[name], values);
                continue;
            }

            int hidden = (int)tensor.shape[1];
            var changed = Enumerable.Range(0, (int)tensor.shape[0])
                .Where(id => !values.AsSpan(id * hidden, hidden).SequenceEqual(before[name].AsSpan(id * hidden, hidden)))
                .Select(id => int.Parse(ordered.Tokenizer.IdToToken(id), CultureInfo.InvariantCulture));
            Assert.Equal(name == Decoder.EmbeddingsName ? Enumerable.Range(0, Highest + 1) : Enumerable.Range(Highest + 1, 40 - Highest), changed.Order());
        }
    }

    private static LlavaPolicy Create(bool ordered) => LlavaPolicy.CreateTiny(new TinyPreset { OrderedNumbers = ordered ? Highest : 0 }, Trained.Tokenizer, Trained.Config, seed: 7);

    private static float[] Row(LlavaPolicy policy, string name, int number)
    {
        int id = policy.Tokenizer.TokenToId(number.ToString(CultureInfo.InvariantCulture)) ?? throw new InvalidOperationException($"no token {number}");
        var weights = policy.TrainableParameters().Single(parameter => parameter.Name == name).Tensor;
        int hidden = (int)weights.shape[1];
        return weights.data<float>().ToArray()[(id * hidden)..((id + 1) * hidden)];
    }

    private static double Cosine(float[] a, float[] b) =>
        a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
}
