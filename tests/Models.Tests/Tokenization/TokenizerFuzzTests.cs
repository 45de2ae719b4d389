using RL4VLM.Core.Stages;
using RL4VLM.Models.Tokenization;

namespace RL4VLM.Models.Tests.Tokenization;

public class TokenizerFuzzTests
{
    private static string Folder(string kind) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "tokenizers", kind);

    [Theory]
    [InlineData("sentencepiece-bpe")]
    [InlineData("byte-level-bpe")]
    public void AnyTextAndAnyIdsAreTaken(string kind)
    {
        Tokenizer tokenizer = Tokenizer.Load(Folder(kind));
        var random = new Random(7);
        for (int round = 0; round < 3000; round++)
        {
            // Lone surrogates included: they become U+FFFD.
            var text = new string(Enumerable.Range(0, random.Next(40)).Select(_ => (char)(random.Next(3) == 0 ? random.Next(0x10000) : random.Next(0x20, 0x7F))).ToArray());
            Encoding encoding = tokenizer.Encode(text, addSpecialTokens: false);
            int runes = text.EnumerateRunes().Count(), end = 0;
            foreach ((int from, int to) in encoding.Offsets)
            {
                Assert.InRange(from, 0, to);
                Assert.InRange(to, end, runes);
                end = to;
            }

            int[] ids = Enumerable.Range(0, random.Next(30)).Select(_ => random.Next(-5, tokenizer.VocabularySize + 5)).ToArray();
            DecodedText placed = tokenizer.DecodeWithOffsets(ids);
            Assert.Equal(tokenizer.Decode(ids, skipSpecialTokens: true), placed.Text);
            Assert.Equal(placed.Text.Length, placed.Offsets.Sum(range => range.End - range.Start));
        }
    }

    [Fact]
    public void ADamagedFileIsReadOrReported()
    {
        byte[] sound = BpeTrainer.Train(["one two {\"action\": \"+\"}"], 300).TokenizerJson;
        var random = new Random(3);
        for (int round = 0; round < 2000; round++)
        {
            var damaged = (byte[])sound.Clone();
            for (int flips = random.Next(1, 4); flips > 0; flips--) damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            if (random.Next(10) == 0) damaged = damaged[..random.Next(damaged.Length)];
            try
            {
                Tokenizer tokenizer = Tokenizer.Parse(damaged);
                tokenizer.Decode(tokenizer.Encode("one two \"+\" 3", true).Ids, true);
            }
            catch (StageException error)
            {
                Assert.Contains(error.ExitCode, (int[])[ExitCodes.CorruptInput, ExitCodes.BadManifest]);
            }
        }
    }
}
