using RL4VLM.Core.Manifest;
using RL4VLM.Environments;

namespace RL4VLM.Agents.Dialogues;

/// <summary>Points24: four cards, make 24.</summary>
public sealed class Points24Dialogue(TaskSpec task, Fidelity fidelity) : PointsDialogue(
    task, fidelity,
    task.Options.TreatFaceCardsAs10
        ? "You play Points24. See four cards, J Q K count 10."
        : "You play Points24. See four cards, J Q K count 11 12 13.",
    $"Actions: 1 to {EnvironmentFactory.Game(task).Highest} or one of +-*/()=, appended. Use each card once, make 24, end with =.",
    EnvironmentFactory.Game(task));
