using RL4VLM.Core.Manifest;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments.Tests;

public sealed class HoldOutTests
{
    public static TheoryData<string> Tasks => [.. TaskCatalog.All.Select(task => task.Name)];

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_share_of_the_initial_states_is_kept_back(string task)
    {
        TaskSpec spec = Spec(task, 0.3);
        HoldOut holdOut = HoldOut.For(spec), same = HoldOut.For(spec), none = HoldOut.For(Spec(task, 0));
        IEnvironment environment = EnvironmentFactory.Create(spec, Fidelity.Corrected);
        int held = 0;
        for (ulong seed = 0; seed < 3000; seed++)
        {
            environment.Reset(seed);
            bool isHeld = holdOut.IsHeldOut(environment.State);
            if (isHeld) held++;
            Assert.Equal(isHeld, same.IsHeldOut(environment.State));
            Assert.False(none.IsHeldOut(environment.State));
        }

        // EZPoints has only seven situations, one of which is three eighths of the deals.
        Assert.InRange(held / 3000.0, 0.08, 0.6);
    }

    [Fact]
    public void A_situation_is_kept_back_however_it_is_reached()
    {
        HoldOut line = HoldOut.For(Spec("numberline", 0.2));
        int pairs = 0;
        for (int current = 0; current <= 5; current++)
        {
            for (int target = 0; target <= 5; target++)
            {
                bool held = line.IsHeldOut(new NumberLineState(current, target, current, 0));
                Assert.Equal(held, line.IsHeldOut(new NumberLineState(2, target, current, 3)));
                if (held) pairs++;
            }
        }

        Assert.Equal(6, pairs);
        HoldOut points = HoldOut.For(Spec("ezpoints", 0.5));
        Assert.Equal(points.IsHeldOut(new PointsState(["H3", "S4"], [3, 4], [], [])), points.IsHeldOut(new PointsState(["D4", "C3"], [4, 3], ["4"], [4])));
    }

    private static TaskSpec Spec(string task, double share) => new() { Name = task, Options = new TaskOptions { HoldOut = share } };
}
