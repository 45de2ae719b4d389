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

    [Fact]
    public void What_comes_of_a_held_out_state_teaches_nobody()
    {
        float[] Trained(params float[] heldOutRewards)
        {
            TrainingStep[] steps =
            [
                Step(1, ends: false), Step(heldOutRewards[0], heldOut: true, ends: false), Step(heldOutRewards[1], heldOut: true, ends: false), Step(2, ends: false), Step(3),
                Step(-1, ends: false), Step(heldOutRewards[2], heldOut: true),
            ];
            var buffer = new RolloutBuffer(steps, [0.5f, 0.25f, 1, -1, 2, 0.1f, 0.3f], new float[7], new PpoSpec());
            return [.. buffer.Trained.Select(i => buffer.Advantages[i])];
        }

        float[] quiet = Trained(0, 0, 0);
        Assert.Equal(quiet, Trained(-40, 7, -60));
        Assert.Equal(4, quiet.Distinct().Count());
    }

    private static TrainingStep Step(float reward, bool heldOut = false, bool ends = true) => new(
        new StepRecord { Image = [], PromptIds = [1], OutputIds = [2], LogProbabilities = [0], Reward = reward, HeldOut = heldOut }, null, [1], "numberline", ends, "test");
}
