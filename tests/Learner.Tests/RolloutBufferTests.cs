using RL4VLM.Core.Manifest;
using RL4VLM.Core.Trajectories;
using RL4VLM.Learner.Data;
using RL4VLM.Learner.Ppo;

namespace RL4VLM.Learner.Tests;

public sealed class RolloutBufferTests
{
    [Fact]
    public void Held_out_steps_are_not_trained_and_do_not_move_the_advantages_of_others()
    {
        TrainingStep[] steps = [Step(1), Step(-40, heldOut: true), Step(0), Step(-60, heldOut: true), Step(-1)];
        var buffer = new RolloutBuffer(steps, new float[5], new float[5], new PpoSpec());

        Assert.Equal([0, 2, 4], buffer.Trained);
        Assert.Equal([1f, 0, -1], buffer.Trained.Select(i => MathF.Round(buffer.Advantages[i], 3)));
    }

    /// <summary>An episode of one step.</summary>
    private static TrainingStep Step(float reward, bool heldOut = false) => new(
        new StepRecord { Image = [], PromptIds = [1], OutputIds = [2], LogProbabilities = [0], Reward = reward, HeldOut = heldOut }, null, [1], "numberline", true, "test");
}
