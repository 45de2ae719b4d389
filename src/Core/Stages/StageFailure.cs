using System.Runtime.InteropServices;
using Azure;
using Azure.Identity;
using RL4VLM.Core.Artifacts;

namespace RL4VLM.Core.Stages;

/// <summary>What an exception means to whoever started the program (design section 4).</summary>
public static class StageFailure
{
    /// <summary>Exit code and what to print for <paramref name="exception"/>: one line, except for a bug, which is shown whole.</summary>
    public static (int ExitCode, string Message) Describe(Exception exception) => Foreseen(exception) ?? (ExitCodes.Software, $"bug: {Unwrap(exception)}");

    /// <summary>Whether it is what nobody foresaw, so that its stack is wanted.</summary>
    public static bool IsBug(Exception exception) => Foreseen(exception) is null;

    /// <summary>What was thrown where a task or a parallel loop has wrapped it.</summary>
    public static Exception Unwrap(Exception exception) => exception is AggregateException { InnerExceptions.Count: 1 } wrapped ? Unwrap(wrapped.InnerExceptions[0]) : exception;

    private static (int ExitCode, string Message)? Foreseen(Exception thrown) => Unwrap(thrown) switch
    {
        StageException stage => (stage.ExitCode, stage.Message),
        RequestFailedException or AuthenticationFailedException => AzureFailure.Describe(Unwrap(thrown)),
        OperationCanceledException => (ExitCodes.TryAgain, "stopped before the commit; run it again"),
        OutOfMemoryException memory => (ExitCodes.TryAgain, $"out of memory: {OneLine(memory)}"),
        (IOException or UnauthorizedAccessException or HttpRequestException or TimeoutException) and { } storage => (ExitCodes.TryAgain, $"storage or network: {OneLine(storage)}"),
        ExternalException device when IsDeviceFault(device.Message) => (ExitCodes.TryAgain, $"device: {OneLine(device)}"),
        _ => null,
    };

    private static bool IsDeviceFault(string message) =>
        message.Contains("CUDA error", StringComparison.OrdinalIgnoreCase)
        || message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
        || message.Contains("can't allocate memory", StringComparison.OrdinalIgnoreCase);

    private static string OneLine(Exception exception) => exception.Message.ReplaceLineEndings(" ");
}
