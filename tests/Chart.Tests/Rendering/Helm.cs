using RL4VLM.Chart.Tests.Programs;

namespace RL4VLM.Chart.Tests.Rendering;

/// <summary>The program that renders the chart: what <c>HELM</c> names, else <c>helm</c> from PATH.</summary>
internal static class Helm
{
    private const string Release = "rl4vlm", Namespace = "rl4vlm-system";

    private static string Program { get; } = Environment.GetEnvironmentVariable("HELM") is { Length: > 0 } named ? named : "helm";

    /// <summary>All objects, as <c>helm template</c> prints them.</summary>
    public static string Template(params string[] arguments) =>
        RunOrFail(["template", Release, Repository.Chart, "--namespace", Namespace, "--kube-version", "1.34.0", .. arguments]);

    /// <summary>The error of a chart that must not render.</summary>
    public static string Refusal(params string[] arguments)
    {
        (int exitCode, _, string error) = Run(["template", Release, Repository.Chart, "--namespace", Namespace, .. arguments]);
        Assert.NotEqual(0, exitCode);
        return error;
    }

    /// <summary>The text after an installation. <c>helm template</c> leaves it out; a dry run prints it and asks no cluster.</summary>
    public static string Notes(params string[] arguments)
    {
        (int exitCode, string output, _) = Run(["template", Release, Repository.Chart, "--namespace", Namespace, "--notes", .. arguments]);
        if (exitCode != 0) output = RunOrFail(["install", Release, Repository.Chart, "--namespace", Namespace, "--dry-run=client", .. arguments]);
        int start = output.IndexOf("NOTES:", StringComparison.Ordinal);
        Assert.True(start >= 0, "no NOTES in the output");
        return output[start..];
    }

    private static string RunOrFail(string[] arguments)
    {
        (int exitCode, string output, string error) = Run(arguments);
        Assert.True(exitCode == 0, $"{Program} {string.Join(' ', arguments)}: exit code {exitCode}: {error}");
        return output;
    }

    private static ProgramResult Run(string[] arguments) => ExternalProgram.Run(Program, arguments, "the chart's tests render it with it; "
        + "install Helm 3.14 or newer (https://helm.sh/docs/intro/install/), or set HELM to a program that takes the arguments of `helm template`");
}
