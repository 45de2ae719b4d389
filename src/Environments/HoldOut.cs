using System.Globalization;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments;

/// <summary>Which states are kept back from training (options.holdOut): a fixed share, chosen by hash, the same in every run.</summary>
public static class HoldOut
{
    /// <summary>Whether a state belongs to the held-out share.</summary>
    public static bool IsHeldOut(TaskState state, double share) => share > 0 && StableHash.Share(Identity(state), 0x4801d) < share;

    /// <summary>What makes a state the same to a player who has not seen it.</summary>
    private static string Identity(TaskState state) => state switch
    {
        NumberLineState line => string.Create(CultureInfo.InvariantCulture, $"numberline {line.Current}>{line.Target}"),
        _ => state.Key,
    };
}
