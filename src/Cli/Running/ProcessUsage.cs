using System.Diagnostics;
using System.Globalization;

namespace RL4VLM.Cli.Running;

/// <summary>What this process has used.</summary>
/// <param name="CpuSeconds">User and system time of all threads, since the process began.</param>
/// <param name="PeakBytes">Largest resident set.</param>
public readonly record struct ProcessUsage(double CpuSeconds, long PeakBytes)
{
    public static ProcessUsage Now()
    {
        using var process = Process.GetCurrentProcess();
        return new ProcessUsage(process.TotalProcessorTime.TotalSeconds, PeakResident() ?? process.PeakWorkingSet64);
    }

    private static long? PeakResident()
    {
        if (!File.Exists("/proc/self/status")) return null;
        string? line = File.ReadLines("/proc/self/status").FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
        return line is not null && long.TryParse(line.AsSpan(6).Trim().TrimEnd("kB").Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes)
            ? kibibytes * 1024
            : null;
    }
}
