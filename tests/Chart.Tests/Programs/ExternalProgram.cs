using System.ComponentModel;
using System.Diagnostics;

namespace RL4VLM.Chart.Tests.Programs;

/// <summary>What a program left behind.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Error);

/// <summary>Programs that these tests need and that no package reference brings.</summary>
internal static class ExternalProgram
{
    /// <param name="program">Name or path.</param>
    /// <param name="arguments">One by one.</param>
    /// <param name="hint">What it is for and how to get it, for when it does not start.</param>
    /// <param name="folder">Where it runs.</param>
    public static ProgramResult Run(string program, IEnumerable<string> arguments, string hint, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? "" };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new ProgramResult(process.ExitCode, output, error.GetAwaiter().GetResult());
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{program} does not start: {e.Message}; {hint}", e);
        }
    }
}
