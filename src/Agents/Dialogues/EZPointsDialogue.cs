using RL4VLM.Core.Manifest;

namespace RL4VLM.Agents.Dialogues;

/// <summary>EZPoints: two cards, make 12.</summary>
public sealed class EZPointsDialogue(TaskSpec task, Fidelity fidelity) : PointsDialogue(
    task, fidelity,
    "You play EZPoints. See two cards, J Q K count 10.",
    "Actions: 1 to 10 or one of +*=, appended. Use each card once, make 12, end with =.",
    ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "+", "*", "="],
    cards: 2);
