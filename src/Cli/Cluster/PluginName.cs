namespace RL4VLM.Cli.Cluster;

/// <summary>kubectl runs a plugin as a program of its own, <c>kubectl-rl4vlm</c>, and passes no other sign of itself.</summary>
public static class PluginName
{
    public const string Program = "kubectl-rl4vlm";

    /// <summary>The command line that is meant: under the plugin's name everything is a <c>kubectl</c> command.</summary>
    /// <param name="program">The path that the program was started by.</param>
    /// <param name="args">What came after it.</param>
    public static string[] Expand(string? program, string[] args) =>
        Path.GetFileNameWithoutExtension(program) == Program ? [KubectlCommand.Name, .. args] : args;

    /// <summary>The path that this process was started by: a symbolic link's own name, which <see cref="Environment.ProcessPath"/> resolves.</summary>
    public static string? OfThisProcess() => OperatingSystem.IsLinux()
        ? File.ReadAllText("/proc/self/cmdline").Split('\0')[0]
        : Environment.ProcessPath;
}
