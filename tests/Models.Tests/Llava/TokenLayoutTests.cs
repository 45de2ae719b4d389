using RL4VLM.Models.Llava;

namespace RL4VLM.Models.Tests.Llava;

public sealed class TokenLayoutTests
{
    private const int Image = 9;

    [Fact]
    public void EqualPromptsWithEqualPicturesShareTheirRows()
    {
        var layout = TokenLayout.Build([Sequence(0, [1, Image, Image, 3], [4, 5]), Sequence(0, [1, Image, Image, 3], [6]), Sequence(1, [1, Image, Image, 3], [])], Image, 2);

        var group = Assert.Single(layout.Groups);
        Assert.Equal(2, group.Prompts);
        Assert.Equal(3, group.Answers);
        Assert.Equal(2, group.AnswerLength);
        Assert.Equal([0L, 0, 1], group.PromptOfAnswer!);
        Assert.Equal([3L, 8, 9, 3, 10, 7], layout.Packed);
        Assert.Equal([0L, 2, 3, 0, 4, 1], layout.PackedAttended);
    }

    [Fact]
    public void PositionsCountThroughPromptAndAnswer()
    {
        var layout = TokenLayout.Build([Sequence(-1, [1, 2, 3], [4, 5])], Image, 2);
        Assert.Equal([0, 1, 2, 3, 4], layout.Positions);
        Assert.Null(layout.Groups[0].PromptOfAnswer);
    }

    [Fact]
    public void PromptsOfDifferentLengthFormGroups()
    {
        var layout = TokenLayout.Build([Sequence(-1, [1, 2, 3], [4]), Sequence(-1, [1, 2], [5]), Sequence(-1, [2, 2, 2], [6])], Image, 2);

        Assert.Equal([2, 3], layout.Groups.Select(group => group.PromptLength));
        Assert.Equal([2, 2, 1], layout.Groups[1].Prompts == 2 ? [2, 2, 1] : Array.Empty<int>());
        Assert.Equal([1, 0, 2], layout.PromptOf);
    }

    [Fact]
    public void PlaceholdersTakeTheirPicturesRows()
    {
        var layout = TokenLayout.Build([Sequence(1, [7, Image, Image], [])], Image, 2);
        int words = layout.DistinctTokens.Length;
        Assert.Equal([0L, words + 2, words + 3], layout.Source);
    }

    [Fact]
    public void ADifferentNumberOfPlaceholdersIsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => TokenLayout.Build([Sequence(0, [1, Image], [])], Image, 2));
        Assert.Contains("1 image placeholders", error.Message, StringComparison.Ordinal);
    }

    private static LayoutSequence Sequence(int picture, int[] prompt, int[] answer) => new(picture, prompt, answer);
}
