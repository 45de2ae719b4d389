using System.Globalization;
using RL4VLM.Core.Manifest;
using RL4VLM.Environments.Randomness;
using RL4VLM.Environments.Rendering;

namespace RL4VLM.Environments.GymCards;

/// <summary>Blackjack, spec section 1.4.</summary>
/// <param name="options">jitter counts.</param>
/// <param name="fidelity">paper: the fifth card is drawn outside the picture, later ones half outside, as in the reference.</param>
public sealed class BlackjackEnvironment(TaskOptions options, Fidelity fidelity)
    : GymCardEnvironment<BlackjackState>(BlackjackPainter.For(fidelity), options.Jitter)
{
    private InfiniteDeck? deck;

    public override string Task => TaskCatalog.Blackjack;

    public override string Version { get; } = string.Create(CultureInfo.InvariantCulture, $"blackjack-1 jitter={options.Jitter} {fidelity}");

    public override IReadOnlyList<string> Actions => BlackjackRules.Actions;

    public override int? TimeLimit => null;

    protected override BlackjackState Begin(ulong seed)
    {
        deck = new InfiniteDeck(new NumPyGenerator(seed));
        return BlackjackRules.Deal(deck);
    }

    protected override (BlackjackState Next, StepOutcome Outcome) Play(BlackjackState state, int action) => BlackjackRules.Step(state, action, deck!);

    protected override (BlackjackState Next, StepOutcome Outcome) Refuse(BlackjackState state)
    {
        BlackjackState same = new(state.Dealer, state.Player);
        return (same, new StepOutcome(-1, false, false, BlackjackRules.Info(same)));
    }
}
