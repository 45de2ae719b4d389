using System.Runtime.InteropServices;
using Azure;
using Azure.Identity;
using RL4VLM.Core.Artifacts;

namespace RL4VLM.Core.Stages;

/// <summary>What an exception means to whoever started the program (design section 4).</summary>
public static class StageFailure
{
    private const string Bug = "bug: ";

    /// <summary>Exit code and what to print for <paramref name="exception"/>: one line, except for a bug, which is shown whole.</summary>
    public static (int ExitCode, string Message) Describe(Exception exception)
    {
        if (exception is AggregateException { InnerExceptions.Count: 1 } wrapped) return Describe(wrapped.InnerExceptions[0]);
        return exception switch
        {
            StageException stage => (stage.ExitCode, stage.Message),
            RequestFailedException or AuthenticationFailedException => AzureFailure.Describe(exception),
            OperationCanceledException => (ExitCodes.TryAgain, "stopped before the commit; run it again"),
            OutOfMemoryException => (ExitCodes.TryAgain, $"out of memory: {OneLine(exception)}"),
            IOException or UnauthorizedAccessException or HttpRequestException or TimeoutException =>
                (ExitCodes.TryAgain, $"storage or network: {OneLine(exception)}"),
            ExternalException when IsDeviceFault(exception.Message) => (ExitCodes.TryAgain, $"device: {OneLine(exception)}"),
            _ => (ExitCodes.Software, $"{Bug}{exception}"),
        };
    }

    /// <summary>Whether it is what nobody foresaw, so that its stack is wanted.</summary>
    public static bool IsBug(Exception exception) => Describe(exception) is (ExitCodes.Software, { } message) && message.StartsWith(Bug, StringComparison.Ordinal);

    private static bool IsDeviceFault(string message) =>
        message.Contains("CUDA error", StringComparison.OrdinalIgnoreCase)
        || message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
        || message.Contains("can't allocate memory", StringComparison.OrdinalIgnoreCase);

    private static string OneLine(Exception exception) => exception.Message.ReplaceLineEndings(" ");
}
