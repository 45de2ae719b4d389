using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments.Tests.GymCards;

/// <summary>What <c>rl4vlm play</c> and <c>env sample</c> show of a state.</summary>
public sealed class StateTextTests
{
    [Fact]
    public void A_state_reads_as_a_person_would_say_it()
    {
        Assert.Equal("target 4, current 1", new NumberLineState(0, 4, 1, 1).ToString());
        Assert.Equal("cards H2 S6, formula \"2*\"", new PointsState(["H2", "S6"], [2, 6], ["2", "*"], [2]).ToString());
        Assert.Equal("dealer DJ, player SA C6, soft 17", new BlackjackState([new Card(10, "J", "D"), new Card(5, "5", "H")], [new Card(1, "A", "S"), new Card(6, "6", "C")]).ToString());
        Assert.Equal("dealer C9, player SK C6, 16", new BlackjackState([new Card(9, "9", "C")], [new Card(10, "K", "S"), new Card(6, "6", "C")]).ToString());
    }
}
