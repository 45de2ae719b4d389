namespace RL4VLM.Core.Stages;

/// <summary>Exit codes of every program here (sysexits.h numbers; docs/operations.md).</summary>
public static class ExitCodes
{
    public const int Done = 0;

    /// <summary>Wrong command line.</summary>
    public const int Usage = 64;

    /// <summary>An input artifact is corrupt.</summary>
    public const int CorruptInput = 65;

    /// <summary>A bug, NaN, or the log-probability gap.</summary>
    public const int Software = 70;

    /// <summary>Try again: storage or network, a device fault, or stopped before the commit.</summary>
    public const int TryAgain = 75;

    /// <summary>The manifest is wrong.</summary>
    public const int BadManifest = 78;
}
