using RL4VLM.Core.Manifest;
using RL4VLM.Environments;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Agents.Dialogues;

/// <summary>EZPoints: two cards, make 12. The thoughts name the formula aimed for.</summary>
public sealed class EZPointsDialogue(TaskSpec task, Fidelity fidelity) : PointsDialogue(
    task, fidelity,
    "You play EZPoints. See two cards, J Q K count 10.",
    "Actions: 1 to 10 or one of +*=, appended. Use each card once, make 12, end with =.",
    PointsGame.EZPoints)
{
    public override string? PlanKey => "thoughts";

    private protected override string Thoughts(PointsState state, ExpertDecision decision) =>
        decision.Plan is null ? "lost" : $"aim {decision.Plan.Replace(" ", "", StringComparison.Ordinal)}";
}
