using System.Globalization;
using RL4VLM.Core.Manifest;
using RL4VLM.Environments.Rendering;

namespace RL4VLM.Environments.GymCards;

/// <summary>EZPoints and Points24, spec sections 1.2 and 1.3.</summary>
/// <param name="game">Which of the two.</param>
/// <param name="options">jitter counts.</param>
/// <param name="fidelity">paper: an episode's first state also has the formula of the episode before.</param>
public sealed class PointsEnvironment(PointsGame game, TaskOptions options, Fidelity fidelity)
    : GymCardEnvironment<PointsState>(PointsPainter.For(game, fidelity), options.Jitter)
{
    private IReadOnlyList<string>? finished;

    public override string Task => game.Name;

    public override string Version { get; } =
        string.Create(CultureInfo.InvariantCulture, $"{game.Name}-1 highest={game.Highest} jitter={options.Jitter} {fidelity}");

    public override IReadOnlyList<string> Actions => game.Actions;

    /// <summary>The rules end an episode of legal actions by this step; with illegal ones in between it is cut there.</summary>
    public override int? TimeLimit => game.TimeLimit;

    protected override PointsState Begin(ulong seed)
    {
        PointsState deal = PointsDeals.Deal(game, seed);
        return fidelity == Fidelity.Paper ? deal with { PreviousFormula = finished } : deal;
    }

    protected override (PointsState Next, StepOutcome Outcome) Play(PointsState state, int action)
    {
        (PointsState next, StepOutcome outcome) = PointsRules.Step(game, state, action);
        if (!outcome.Done && Steps + 1 >= game.TimeLimit) outcome = outcome with { Truncated = true };
        if (outcome.Done) finished = next.Formula;
        return (next, outcome);
    }

    protected override (PointsState Next, StepOutcome Outcome) Refuse(PointsState state)
    {
        PointsState next = state with { PreviousFormula = null };
        bool truncated = Steps + 1 >= game.TimeLimit;
        if (truncated) finished = next.Formula;
        return (next, PointsRules.Outcome(next, -1, truncated: truncated));
    }
}
