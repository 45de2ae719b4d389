using RL4VLM.Models.Tokenization;

namespace RL4VLM.Models.Tests.Tokenization;

public class BpeTrainerTests
{
    private const string Answer = "{\"current number\": \"1\", \"target number\": \"3\", \"thoughts\": \"1 is below 3\", \"action\": \"+\"}";

    private static readonly string[] Corpus = MakeCorpus().ToArray();

    private static (byte[] Json, byte[] Config) Files => BpeTrainer.Train(Corpus, 500);

    private static Tokenizer Trained => Tokenizer.Parse(Files.Json, Files.Config);

    [Fact]
    public void StaysSmallAndKeepsAnAnswerShort()
    {
        Tokenizer tokenizer = Trained;
        int[] ids = tokenizer.Encode(Answer, addSpecialTokens: false).Ids;
        Assert.True(tokenizer.VocabularySize <= 500);
        Assert.InRange(ids.Length, 20, 25);
        Assert.Equal(
            ["{\"", "current", " number", "\": \"", "1", "\", \"", "target", " number", "\": \"", "3", "\", \"", "thoughts", "\": \"", "1", " is", " below", " ", "3", "\", \"", "action", "\": \"", "+", "\"}"],
            ids.Select(tokenizer.IdToToken));
    }

    [Theory]
    [InlineData("+")]
    [InlineData("-")]
    [InlineData("*")]
    [InlineData("=")]
    [InlineData("10")]
    [InlineData("stand")]
    public void AnActionIsATokenOfItsOwn(string action)
    {
        Tokenizer tokenizer = Trained;
        int[] ids = tokenizer.Encode($"{{\"action\": \"{action}\"}}", addSpecialTokens: false).Ids;
        Assert.Equal(["{\"", "action", "\": \"", action, "\"}"], ids.Select(tokenizer.IdToToken));
    }

    [Theory]
    [InlineData(Answer)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("  two blanks,\n\ttabs and\r\n lines ")]
    [InlineData("▁ naïve 漢字 👩‍👧 \0 <0x41> \"+\"+\"\"")]
    [InlineData("(3+4)*5/6-7=  12.5 {[\"a\"], 'b'}")]
    public void DecodingGivesBackTheExactText(string text)
    {
        Tokenizer tokenizer = Trained;
        Encoding encoding = tokenizer.Encode(text, addSpecialTokens: true);
        Assert.Equal(tokenizer.BosId, encoding.Ids[0]);
        Assert.Equal(text, tokenizer.Decode(encoding.Ids, skipSpecialTokens: true));
        Assert.Equal(text, tokenizer.DecodeWithOffsets(encoding.Ids).Text);
        Assert.DoesNotContain(tokenizer.TokenToId(BpeTrainer.UnknownToken)!.Value, encoding.Ids);
    }

    [Fact]
    public void TheSameTextsInAnyOrderGiveTheSameBytes()
    {
        (byte[] first, byte[] firstConfig) = Files;
        (byte[] second, byte[] secondConfig) = BpeTrainer.Train(Corpus.Reverse(), 500);
        Assert.Equal(first, second);
        Assert.Equal(firstConfig, secondConfig);
    }

    [Fact]
    public void SpecialTokensHaveTheFirstIds()
    {
        Tokenizer tokenizer = Trained;
        Assert.Equal([0, 1, 2, 3, 4], ((string[])["<unk>", "<s>", "</s>", "<image>", "<pad>"]).Select(token => tokenizer.TokenToId(token)!.Value));
        Assert.Equal((1, 2, 4), (tokenizer.BosId!.Value, tokenizer.EosId, tokenizer.PadId));
        Assert.Equal([1, 3], tokenizer.Encode("<image>", addSpecialTokens: true).Ids);
        Assert.Equal("<image>", tokenizer.Decode([1, 3, 2], skipSpecialTokens: false)[3..10]);
        Assert.Equal("", tokenizer.Decode([1, 3, 2], skipSpecialTokens: true));
    }

    [Fact]
    public void ATightLimitIsKept()
    {
        (byte[] json, byte[] config) = BpeTrainer.Train(Corpus, 270);
        Tokenizer tokenizer = Tokenizer.Parse(json, config);
        Assert.Equal(270, tokenizer.VocabularySize);
        Assert.Equal(Answer, tokenizer.Decode(tokenizer.Encode(Answer, false).Ids, true));
        Assert.Throws<ArgumentOutOfRangeException>(() => BpeTrainer.Train(Corpus, 260));
    }

    [Fact]
    public void AWordOfTheCorpusIsOneTokenWhenThereIsRoom()
    {
        (byte[] json, byte[] config) = BpeTrainer.Train(["one two three", "two 24"], 1000);
        Tokenizer tokenizer = Tokenizer.Parse(json, config);
        Assert.True(tokenizer.VocabularySize < 300);
        Assert.Equal(["one", " two", " three"], tokenizer.Encode("one two three", false).Ids.Select(tokenizer.IdToToken));
        Assert.Equal("24", tokenizer.IdToToken(tokenizer.Encode("24", false).Ids.Single()));
    }

    private static IEnumerable<string> MakeCorpus()
    {
        yield return "A conversation between a person and an assistant. USER: <image>\nYou see a picture with a target number and the current number. "
            + "Choose one of the actions \"+\" and \"-\" so that the current number comes closer to the target. Give your answer as JSON: "
            + "{\"current number\": \"x\", \"target number\": \"y\", \"thoughts\": \"...\", \"action\": \"...\"} ASSISTANT:";
        for (int current = 0; current <= 5; current++)
            for (int target = 0; target <= 5; target++)
                yield return $"{{\"current number\": \"{current}\", \"target number\": \"{target}\", \"thoughts\": \"{current} is {(current < target ? "below" : "above")} {target}\", \"action\": \"{(current < target ? '+' : '-')}\"}}";
        foreach (string action in (string[])["*", "=", "10", "stand", "hit"]) yield return $"{{\"cards\": [10, 4], \"formula\": \"10*4\", \"thoughts\": \"append\", \"action\": \"{action}\"}}";
    }
}
