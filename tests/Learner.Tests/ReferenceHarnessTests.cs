using RL4VLM.Agents.Dialogues;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Trajectories;
using RL4VLM.Environments.GymCards;
using RL4VLM.Learner.Data;
using RL4VLM.Learner.Ppo;
using RL4VLM.Models.Checkpoints;
using RL4VLM.Models.Tokenization;

namespace RL4VLM.Learner.Tests;

public sealed class ReferenceHarnessTests
{
    [Fact]
    public void InPaperTheUpdateSeesTheEmptyFormulaAndTheRolloutsOwnLogProbabilities()
    {
        var task = new TaskSpec { Name = "ezpoints" };
        var dialogue = TaskDialogues.For(task, Fidelity.Paper);
        var (tokenizer, config) = BpeTrainer.Train(dialogue.Corpus(), 600);
        using var policy = LlavaPolicy.CreateTiny(new TinyPreset(), tokenizer, config, 1);
        var state = new PointsState(["H4", "C8"], [4, 8], ["4", "+"], [4]);
        int[] stored = policy.BuildPromptIds(dialogue.Prompt(state));
        int[] empty = policy.BuildPromptIds(dialogue.Prompt(state with { Formula = [] }));
        Assert.NotEqual(stored, empty);
        int[] answer = [5, 6, 7, 8, 9, 10, 11, 12];
        float[] logProbabilities = [-1, -0.5f, -0.25f, -0.125f, -0.5f, -1, -0.25f, -0.75f];
        var record = new StepRecord { Image = [], PromptIds = stored, OutputIds = answer, LogProbabilities = logProbabilities, Value = 0.5f };
        var step = new TrainingStep(record, null, stored, "ezpoints", true, "test");

        var spec = new RunSpec { Tasks = [task], Fidelity = Fidelity.Paper, Ppo = new PpoSpec { ThoughtCoefficient = 0.5 } };
        var (steps, old, values) = ReferenceHarness.Reevaluate([step], policy, spec);

        Assert.Equal(empty, steps[0].PromptIds);
        Assert.Equal([0.5f], values);
        // The last five tokens are the action, the two before them (the first is never scored, the second never counted) thought.
        Assert.Equal(-0.125f - 0.5f - 1 - 0.25f - 0.75f + (0.5f * -0.25f), old[0], 2);
    }
}
