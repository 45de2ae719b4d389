using System.Diagnostics;

namespace RL4VLM.Cli.Tests.Runs;

/// <summary>The real command line in a process of its own.</summary>
internal static class RunProcess
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "rl4vlm.dll");

    /// <summary>Starts <c>rl4vlm</c> with one BLAS thread, its output kept.</summary>
    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.ArgumentList.Add(Program);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        start.Environment["OMP_NUM_THREADS"] = "1";
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started");
    }

    /// <summary>Runs to the end.</summary>
    /// <returns>Exit code, standard output and standard error.</returns>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Runs and kills with SIGKILL after a while, unless it has ended before.</summary>
    /// <returns>The exit code when it ended by itself, else null.</returns>
    public static async Task<int?> RunAndKillAsync(TimeSpan after, params string[] arguments)
    {
        using var process = Start(arguments);
        // Drained, or a full pipe would stop the process before the kill does.
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(after);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
            await Task.WhenAll(output, error);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync();
            return null;
        }
    }
}
