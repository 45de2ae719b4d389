using System.Globalization;
using RL4VLM.Core.Manifest;
using RL4VLM.Environments;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Agents.Dialogues;

/// <summary>Points24: four cards, make 24. The thoughts state the numbers that are left and name no formula: it would be named anew at every step,
/// and the reward could not tell which naming it is for.</summary>
public sealed class Points24Dialogue(TaskSpec task, Fidelity fidelity) : PointsDialogue(
    task, fidelity,
    task.Options.TreatFaceCardsAs10
        ? "You play Points24. See four cards, J Q K count 10."
        : "You play Points24. See four cards, J Q K count 11 12 13.",
    $"Actions: 1 to {EnvironmentFactory.Game(task).Highest} or one of +-*/()=, appended. Use each card once, make 24, end with =.",
    EnvironmentFactory.Game(task))
{
    private protected override string Thoughts(PointsState state, ExpertDecision decision) => Left(state);

    private protected override bool AreTrue(string? thoughts, PointsState state) => thoughts == Left(state);

    private static string Left(PointsState state)
    {
        List<int> left = [.. state.Numbers];
        foreach (int used in state.Used) left.Remove(used);
        return left.Count == 0 ? "none left" : $"left {string.Join(',', left.Select(number => number.ToString(CultureInfo.InvariantCulture)))}";
    }
}
