namespace RL4VLM.Environments.GymCards;

/// <summary>A Blackjack card.</summary>
/// <param name="Value">1 to 10; the ace is 1.</param>
/// <param name="Face">A, 2…9, J, Q, K.</param>
/// <param name="Suit">C, D, H or S.</param>
public sealed record Card(int Value, string Face, string Suit);
