using System.Globalization;

namespace RL4VLM.Environments.GymCards;

/// <summary>NumberLine (spec section 1.1): walk from <paramref name="Start"/> to <paramref name="Target"/> one position at a time.</summary>
/// <param name="Start">Where the episode began.</param>
/// <param name="Target">Where to go.</param>
/// <param name="Current">Where the agent is.</param>
/// <param name="StepsMade">Steps of this episode so far, illegal ones included.</param>
public sealed record NumberLineState(int Start, int Target, int Current, int StepsMade) : TaskState
{
    /// <summary>The target in the picture. It lags behind <see cref="Target"/> for one picture when the reference's shift rule moved the target
    /// after drawing (only possible in episodes that begin on their target).</summary>
    public int ShownTarget { get; init; } = Target;

    public override string Key => string.Create(CultureInfo.InvariantCulture, $"{ShownTarget}/{Current}");

    protected override string Describe() => string.Create(CultureInfo.InvariantCulture, $"target {ShownTarget}, current {Current}");
}
