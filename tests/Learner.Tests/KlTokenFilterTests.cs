using RL4VLM.Agents.Dialogues;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Trajectories;
using RL4VLM.Environments;
using RL4VLM.Environments.GymCards;
using RL4VLM.Learner.Data;
using RL4VLM.Learner.Ppo;
using RL4VLM.Models.Tokenization;

namespace RL4VLM.Learner.Tests;

public sealed class KlTokenFilterTests
{
    [Theory]
    [InlineData(KlTokens.All)]
    [InlineData(KlTokens.Thought)]
    [InlineData(KlTokens.Reading)]
    public void Reading_leaves_the_plan_free_and_thought_the_action_too(KlTokens tokens)
    {
        var task = new TaskSpec { Name = "ezpoints" };
        var dialogue = TaskDialogues.For(task, Fidelity.Corrected);
        ITokenizer tokenizer = Tokenizer.Parse(BpeTrainer.Train(dialogue.Corpus(), 400).TokenizerJson);
        var state = new PointsState(["H4", "C8"], [4, 8], ["4"], [4]);
        // Batches put steps into another order than the shards: the filter goes by index.
        string[] answers = [dialogue.Answer(state, new ExpertDecision(10, "4+8")), "no JSON at all", dialogue.Answer(state, new ExpertDecision(11, "4*8"))];
        var steps = answers.Select(answer => Step(tokenizer, answer)).ToArray();
        var spec = new RunSpec { Tasks = [task], Ppo = new PpoSpec { Kl = new KlSpec { Tokens = tokens } } };
        int[] batch = [2, 0, 1];
        var thought = new StepScores([.. batch.Select(i => steps[i])], Fidelity.Corrected, 0.5).ThoughtMask;

        long[]? rows = new KlTokenFilter(spec, steps, tokenizer).Rows(batch, thought);

        int[] ids = [.. batch.SelectMany(i => steps[i].OutputIds)];
        string held = rows is null ? tokenizer.Decode(ids, skipSpecialTokens: false) : string.Concat(rows.Select(row => tokenizer.Decode([ids[row]], skipSpecialTokens: false)));
        Assert.Equal(tokens == KlTokens.All, rows is null);
        Assert.Equal(2, held.Split("[4,8]").Length - 1);
        Assert.Equal(tokens != KlTokens.Reading, held.Contains("4*8", StringComparison.Ordinal));
        Assert.Equal(tokens == KlTokens.All, held.Contains("\"action\": \"+\"", StringComparison.Ordinal));
        Assert.Contains("JSON", held, StringComparison.Ordinal);
    }

    private static TrainingStep Step(ITokenizer tokenizer, string answer)
    {
        int[] ids = tokenizer.Encode(answer, addSpecialTokens: false).Ids;
        int action = answer.IndexOf("\"action\"", StringComparison.Ordinal);
        int start = action < 0 ? ids.Length : tokenizer.DecodeWithOffsets(ids).Offsets.TakeWhile(offset => offset.Start < action).Count();
        return new TrainingStep(
            new StepRecord { Image = [], PromptIds = [1], OutputIds = ids, LogProbabilities = new float[ids.Length], ActionStart = start }, null, [1], "ezpoints", true, "test");
    }
}
