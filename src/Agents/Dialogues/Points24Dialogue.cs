using System.Globalization;
using RL4VLM.Core.Manifest;

namespace RL4VLM.Agents.Dialogues;

/// <summary>Points24: four cards, make 24.</summary>
public sealed class Points24Dialogue(TaskSpec task, Fidelity fidelity) : PointsDialogue(
    task, fidelity,
    task.Options.TreatFaceCardsAs10
        ? "You play Points24. See four cards, J Q K count 10."
        : "You play Points24. See four cards, J Q K count 11 12 13.",
    $"Actions: 1 to {Highest(task)} or one of +-*/()=, appended. Use each card once, make 24, end with =.",
    [.. Enumerable.Range(1, Highest(task)).Select(number => number.ToString(CultureInfo.InvariantCulture)), "+", "-", "*", "/", "(", ")", "="],
    cards: 4)
{
    private static int Highest(TaskSpec task) => task.Options.TreatFaceCardsAs10 ? 10 : 13;
}
