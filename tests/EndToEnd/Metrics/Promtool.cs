using System.ComponentModel;
using System.Diagnostics;

namespace RL4VLM.EndToEnd.Metrics;

/// <summary>Prometheus's own reader of its text format, and its rules for names.</summary>
internal static class Promtool
{
    /// <returns>The exit code, 3 when it only does not like a name, and what it says.</returns>
    public static async Task<(int ExitCode, string Said)> CheckMetricsAsync(string text)
    {
        var start = new ProcessStartInfo("promtool", ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        Process started;
        try
        {
            started = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("promtool is missing: scripts/dependencies.sh test installs it (Debian's package prometheus)", e);
        }

        using Process process = started;
        Task<string[]> said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(text);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(await said));
    }
}
