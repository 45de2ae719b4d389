using System.Globalization;
using RL4VLM.Core.Manifest;
using RL4VLM.Environments.Rendering;

namespace RL4VLM.Environments.GymCards;

/// <summary>NumberLine, spec section 1.1.</summary>
/// <param name="options">maxPosition and jitter count.</param>
/// <param name="fidelity">paper: start may equal target, as before June 2024.</param>
public sealed class NumberLineEnvironment(TaskOptions options, Fidelity fidelity)
    : GymCardEnvironment<NumberLineState>(NumberLinePainter.Instance, options.Jitter)
{
    public override string Task => TaskCatalog.NumberLine;

    public override string Version { get; } =
        string.Create(CultureInfo.InvariantCulture, $"numberline-1 maxPosition={options.MaxPosition} jitter={options.Jitter} {fidelity}");

    public override IReadOnlyList<string> Actions => NumberLineRules.Actions;

    public override int? TimeLimit => NumberLineRules.TimeLimit(options.MaxPosition);

    protected override NumberLineState Begin(ulong seed) => NumberLineRules.Reset(seed, options.MaxPosition, fidelity);

    protected override (NumberLineState Next, StepOutcome Outcome) Play(NumberLineState state, int action) =>
        NumberLineRules.Step(state, action, options.MaxPosition);

    protected override (NumberLineState Next, StepOutcome Outcome) Refuse(NumberLineState state) => NumberLineRules.StepIllegal(state, options.MaxPosition);
}
