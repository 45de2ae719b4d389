namespace RL4VLM.Environments.GymCards;

/// <summary>EZPoints and Points24 (spec sections 1.2 and 1.3): cards on the table and a formula under construction.</summary>
/// <param name="Cards">Codes as suit letter and face, for example <c>HT</c> (H S D C; A 2…9 T J Q K).</param>
/// <param name="Numbers">What each card counts.</param>
/// <param name="Formula">Tokens so far: numbers, operators, and one space for every number that was not available.</param>
/// <param name="Used">Numbers consumed, in order.</param>
public sealed record PointsState(IReadOnlyList<string> Cards, IReadOnlyList<int> Numbers, IReadOnlyList<string> Formula, IReadOnlyList<int> Used) : TaskState
{
    /// <summary>Only with fidelity paper and only in an episode's first state: the formula at the end of the episode before, which is what the
    /// reference's first prompt shows (spec section 3.5). Null otherwise.</summary>
    public IReadOnlyList<string>? PreviousFormula { get; init; }

    // Not kept: a field would go along into the copies that "with" makes of a state.
    public override string Key => string.Concat(string.Join(' ', Cards), "|", string.Join(' ', Formula));

    protected override string Describe() => $"cards {string.Join(' ', Cards)}, formula \"{string.Concat(Formula)}\"";
}
