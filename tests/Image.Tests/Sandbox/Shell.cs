using System.Diagnostics;

namespace RL4VLM.Image.Tests.Sandbox;

/// <summary>What a program left behind.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Error}";
}

internal static class Shell
{
    /// <summary>Standard output of a bash script that must succeed.</summary>
    public static async Task<string> RunAsync(string script)
    {
        Outcome outcome = await StartAsync("bash", "-euo", "pipefail", "-c", script);
        return outcome.ExitCode == 0 ? outcome.Output : throw new InvalidOperationException($"{script}\n{outcome}");
    }

    public static async Task<Outcome> StartAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Outcome(process.ExitCode, await output, await error);
    }
}
