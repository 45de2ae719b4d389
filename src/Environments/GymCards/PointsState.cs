namespace RL4VLM.Environments.GymCards;

/// <summary>State of EZPoints and Points24.</summary>
/// <param name="Cards">Card codes, suit letter and face: <c>H2</c>, <c>ST</c>.</param>
/// <param name="Numbers">What each card counts.</param>
/// <param name="Formula">Tokens so far: numbers, operators, and <c>" "</c> for each illegal number.</param>
/// <param name="Used">Numbers consumed so far.</param>
public sealed record PointsState(IReadOnlyList<string> Cards, IReadOnlyList<int> Numbers, IReadOnlyList<string> Formula, IReadOnlyList<int> Used) : TaskState
{
    public override string Key => string.Join(' ', Cards) + "|" + string.Join('_', Formula);
}
