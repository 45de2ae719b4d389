namespace RL4VLM.Core.Stages;

/// <summary>A failure whose message is meant for the person at the keyboard: no stack trace is shown, the process ends with <see cref="ExitCode"/>.</summary>
public sealed class StageException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>An input artifact is corrupt; the message names the object and, where known, the offset.</summary>
    public static StageException Corrupt(string artifact, string what, long? offset = null) =>
        new(ExitCodes.CorruptInput, offset is { } at ? $"{artifact}: {what} (offset {at})" : $"{artifact}: {what}");
}
