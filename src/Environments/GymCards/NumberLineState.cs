using System.Globalization;

namespace RL4VLM.Environments.GymCards;

/// <summary>NumberLine's state. <paramref name="Start"/> matters only for the paper-era rule that moves the target.</summary>
public sealed record NumberLineState(int Start, int Target, int Current, int StepsMade) : TaskState
{
    public override string Key => string.Create(CultureInfo.InvariantCulture, $"{Target}/{Current}");
}
