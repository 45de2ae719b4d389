using System.Text.Json;
using RL4VLM.Agents.Dialogues;
using RL4VLM.Agents.Parsing;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Environments;
using RL4VLM.Environments.GymCards;
using RL4VLM.Models.Tokenization;
using Xunit.Abstractions;

namespace RL4VLM.Agents.Tests.Dialogues;

public class DialogueTests(ITestOutputHelper output)
{
    private static readonly TaskSpec[] Tasks =
    [
        new() { Name = "numberline" }, new() { Name = "ezpoints" }, new() { Name = "points24" }, new() { Name = "blackjack" },
        new() { Name = "points24", Options = new TaskOptions { TreatFaceCardsAs10 = false } },
    ];

    public static IEnumerable<object[]> EveryTask() => from task in Tasks.Take(4) from thinking in new[] { true, false } select new object[] { task.Name, thinking };

    public static TaskState AState(string task) => task switch
    {
        "numberline" => new NumberLineState(1, 3, 1, 0),
        "ezpoints" => new PointsState(["HK", "S2"], [10, 2], ["2", "+"], [2]),
        "points24" => new PointsState(["HK", "S2", "D4", "C6"], [10, 2, 4, 6], ["(", "10", " "], [10]),
        _ => new BlackjackState([new Card(10, "K", "H"), new Card(5, "5", "S")], [new Card(1, "A", "D"), new Card(6, "6", "D")]),
    };

    [Theory]
    [MemberData(nameof(EveryTask))]
    public void Answers_are_one_line_of_JSON_that_parses_to_the_decision(string task, bool thinking)
    {
        ITaskDialogue dialogue = Create(task, thinking);
        TaskState state = AState(task);
        string[] actions = ActionsOf(task);
        for (int action = 0; action < actions.Length; action++)
        {
            string answer = dialogue.Answer(state, new ExpertDecision(action, "2+10"));
            using JsonDocument document = JsonDocument.Parse(answer);
            Assert.DoesNotContain('\n', answer);
            Assert.Equal(action, ActionParser.Parse(answer, actions).Action);
            Assert.Equal(action, PaperActionParser.Parse(answer, actions));
            Assert.Equal(thinking ? true : null, dialogue.ThoughtsTrue(answer, state));
        }
    }

    [Theory]
    [InlineData("numberline", new[] { "current number", "target number", "thoughts", "action" })]
    [InlineData("ezpoints", new[] { "cards", "current formula", "thoughts", "action" })]
    [InlineData("points24", new[] { "cards", "current formula", "thoughts", "action" })]
    [InlineData("blackjack", new[] { "thoughts", "action" })]
    public void Prompts_end_in_the_skeleton_that_answers_fill(string task, string[] keys)
    {
        TaskState state = AState(task);
        foreach (bool thinking in new[] { true, false })
        {
            ITaskDialogue dialogue = Create(task, thinking);
            string prompt = dialogue.Prompt(state);
            string skeleton = prompt[prompt.IndexOf('{')..];
            string[] expected = thinking ? keys : ["action"];
            Assert.Equal(expected, JsonDocument.Parse(skeleton).RootElement.EnumerateObject().Select(property => property.Name));
            string answer = dialogue.Answer(state, new ExpertDecision(0));
            Assert.Equal(expected, JsonDocument.Parse(answer).RootElement.EnumerateObject().Select(property => property.Name));
        }
    }

    [Theory]
    [InlineData(14, 15, "15 - 14 + 20 = 21")]
    [InlineData(20, 0, "0 - 20 + 20 = 0")]
    public void A_stated_difference_is_one_number(int current, int target, string thoughts)
    {
        var dialogue = TaskDialogues.For(new TaskSpec { Name = "numberline", Options = new TaskOptions { MaxPosition = 20, StateDifference = true } }, Fidelity.Corrected);
        var state = new NumberLineState(current, target, current, 0);
        string answer = dialogue.Answer(state, new ExpertDecision(1));
        Assert.Equal(thoughts, JsonDocument.Parse(answer).RootElement.GetProperty("thoughts").GetString());
        Assert.True(dialogue.ThoughtsTrue(answer, state));
        Assert.False(dialogue.ThoughtsTrue(answer.Replace(thoughts, thoughts + "0", StringComparison.Ordinal), state));
        Assert.False(dialogue.ThoughtsTrue(answer.Replace($"\"{current}\"", "\"7\"", StringComparison.Ordinal), state));
        Assert.Equal(1, ActionParser.Parse(answer, ["-", "+"]).Action);
        Assert.Equal(1, PaperActionParser.Parse(answer, ["-", "+"]));
        Assert.Contains(answer, dialogue.Corpus());
    }

    [Fact]
    public void Points_prompts_carry_the_formula_so_far()
    {
        string prompt = Create("points24", true).Prompt(AState("points24"));
        Assert.Contains("Formula: \"(10 \".", prompt);
        Assert.Contains("\"current formula\": \"(10 \"", prompt);
        Assert.Contains("Formula: \"(10 \".", Create("points24", false).Prompt(AState("points24")));
    }

    [Fact]
    public void The_first_prompt_shows_the_formula_of_the_episode_before_when_the_state_carries_one()
    {
        PointsState state = (PointsState)AState("ezpoints") with { Formula = [], PreviousFormula = ["3", "*"] };
        Assert.Contains("Formula: \"3*\".", Create("ezpoints", true).Prompt(state));
        Assert.True(Create("ezpoints", true).ThoughtsTrue("{\"cards\": [10, 2], \"current formula\": \"\"}", state));
    }

    [Theory]
    [InlineData("{\"current number\": \"1\", \"target number\": \"3\"}", true)]
    [InlineData("{\"current number\": 1, \"target number\": 3, \"thoughts\": \"whatever\"}", true)]
    [InlineData("{\"current number\": \"2\", \"target number\": \"3\"}", false)]
    [InlineData("{\"current number\": \"1\", \"target number\": \"4\"}", false)]
    [InlineData("{\"current number\": \"1\"}", false)]
    [InlineData("{\"current number\": \"1\", \"target number\": \"3", false)]
    [InlineData("hello", false)]
    public void NumberLine_thoughts_are_true_when_both_numbers_are_right(string answer, bool expected) =>
        Assert.Equal(expected, Create("numberline", true).ThoughtsTrue(answer, AState("numberline")));

    [Theory]
    [InlineData("{\"cards\": [10, 2], \"current formula\": \"2+\"}", true)]
    [InlineData("{\"cards\": [\"10\", \"2\"], \"formula\": \"2+\"}", true)]
    [InlineData("{\"cards\": [2, 10], \"current formula\": \"2+\"}", false)]
    [InlineData("{\"cards\": [10, 2], \"current formula\": \"2\"}", false)]
    [InlineData("{\"cards\": [10], \"current formula\": \"2+\"}", false)]
    [InlineData("{\"cards\": [10, 2]}", false)]
    [InlineData("{\"cards\": [10, 2", false)]
    [InlineData("{\"cards\": [K, 2], \"current formula\": \"2+\"}", false)]
    public void EZPoints_thoughts_are_true_when_cards_and_formula_are_right(string answer, bool expected) =>
        Assert.Equal(expected, Create("ezpoints", true).ThoughtsTrue(answer, AState("ezpoints")));

    [Theory]
    [InlineData("left 3,7,9", true)]
    [InlineData("left 7,3,9", false)]
    [InlineData("none left", false)]
    [InlineData("", false)]
    public void Points24_thoughts_are_true_when_the_numbers_left_are_too(string left, bool expected)
    {
        var state = new PointsState(["HT", "C3", "D7", "S9"], [10, 3, 7, 9], ["10", "-"], [10]);
        Assert.Equal(expected, Create("points24", true).ThoughtsTrue($"{{\"cards\": [10,3,7,9], \"current formula\": \"10-\", \"thoughts\": \"{left}\", \"action\": \"3\"}}", state));
        Assert.Contains("\"left 3,7,9\"", Create("points24", true).Answer(state, new ExpertDecision(2)));
        Assert.Contains("\"none left\"", Create("points24", true).Answer(state with { Used = [10, 3, 7, 9] }, new ExpertDecision(2)));
    }

    [Theory]
    [InlineData("hand soft 17, dealer 10", true)]
    [InlineData("Hand soft 17; the dealer 10", true)]
    [InlineData("hand 17, dealer 10", false)]
    [InlineData("hand soft 7, dealer 10", false)]
    [InlineData("hand soft 17, dealer 9", false)]
    [InlineData("hand soft 17", false)]
    [InlineData("", false)]
    public void Blackjack_thoughts_are_true_when_total_softness_and_card_are_right(string thoughts, bool expected) =>
        Assert.Equal(expected, Create("blackjack", true).ThoughtsTrue($"{{\"thoughts\": \"{thoughts}\", \"action\": \"hit\"}}", AState("blackjack")));

    [Fact]
    public void Stated_slots_do_not_depend_on_whether_the_decision_is_right()
    {
        ITaskDialogue dialogue = Create("numberline", true);
        string right = dialogue.Answer(AState("numberline"), new ExpertDecision(1)), wrong = dialogue.Answer(AState("numberline"), new ExpertDecision(0));
        Assert.Equal(right[..right.IndexOf("action", StringComparison.Ordinal)], wrong[..wrong.IndexOf("action", StringComparison.Ordinal)]);
    }

    [Fact]
    public void A_tokenizer_trained_on_the_corpora_keeps_prompts_and_answers_short()
    {
        string[] corpus = [.. Tasks.SelectMany(task => DialogueOf(task).Corpus())];
        (byte[] json, byte[] config) = BpeTrainer.Train(corpus, 1024);
        Tokenizer tokenizer = Tokenizer.Parse(json, config);
        var lengths = new Dictionary<string, (int Prompt, int Answer)>();
        foreach (TaskSpec task in Tasks.Take(4))
        {
            ITaskDialogue dialogue = DialogueOf(task);
            TaskState state = AState(task.Name);
            Encoding prompt = tokenizer.Encode(dialogue.Prompt(state), addSpecialTokens: false);
            Encoding answer = tokenizer.Encode(dialogue.Answer(state, new ExpertDecision(1, "2*6")), addSpecialTokens: false);
            lengths[task.Name] = (prompt.Ids.Length, answer.Ids.Length);
            output.WriteLine($"{task.Name}: prompt {prompt.Ids.Length} [{string.Join('|', prompt.Ids.Select(tokenizer.IdToToken))}]");
            output.WriteLine($"  answer {answer.Ids.Length} [{string.Join('|', answer.Ids.Select(tokenizer.IdToToken))}]");
        }

        output.WriteLine($"vocabulary {tokenizer.VocabularySize}");
        Assert.InRange(tokenizer.VocabularySize, 259, 450);
        Assert.InRange(lengths["numberline"].Prompt, 1, 45);
        Assert.InRange(lengths["numberline"].Answer, 1, 25);
        Assert.InRange(lengths["blackjack"].Prompt, 1, 45);
        Assert.InRange(lengths["ezpoints"].Prompt, 1, 70);
    }

    [Fact]
    public void Unknown_task_is_the_manifests_fault() =>
        Assert.Equal(ExitCodes.BadManifest, Assert.Throws<StageException>(() => Create("chess", true)).ExitCode);

    private static ITaskDialogue Create(string task, bool thinking) => DialogueOf(new TaskSpec { Name = task, ChainOfThought = thinking });

    private static ITaskDialogue DialogueOf(TaskSpec task) => TaskDialogues.For(task, Fidelity.Corrected);

    private static string[] ActionsOf(string task) => task switch
    {
        "numberline" => ["-", "+"],
        "blackjack" => ["stand", "hit"],
        "ezpoints" => ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "+", "*", "="],
        _ => ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "+", "-", "*", "/", "(", ")", "="],
    };
}
