using System.Text;
using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Controllers.Runners;

namespace RL4VLM.FakeKubernetes.Controllers.Pods;

internal static class TerminationMessage
{
    private const int Longest = 4096;
    private const int LongestFromLog = 2048;
    private const int MostLinesFromLog = 80;

    /// <summary>The last 4096 bytes, as the kubelet reads the file.</summary>
    public static string? Fit(string? message) => message is null ? null : Tail(message, Longest);

    /// <summary>With terminationMessagePolicy FallbackToLogsOnError: the end of the log of a container that failed without a message.</summary>
    public static ContainerExit WithFallback(JsonObject container, ContainerExit exit, string log)
    {
        if (exit.ExitCode == 0 || !string.IsNullOrEmpty(exit.Message) || container.Text("terminationMessagePolicy") != "FallbackToLogsOnError") return exit;
        return exit with { Message = Tail(string.Join('\n', log.Split('\n').TakeLast(MostLinesFromLog)), LongestFromLog) };
    }

    private static string Tail(string text, int most)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length <= most) return text;
        int start = bytes.Length - most;
        while (start < bytes.Length && (bytes[start] & 0xC0) == 0x80) start++;
        return Encoding.UTF8.GetString(bytes, start, bytes.Length - start);
    }
}
