using System.Diagnostics;
using RL4VLM.Cli.Cluster;

namespace RL4VLM.Cli.Tests.Cluster;

/// <summary>kubectl finds a plugin by its file's name on PATH.</summary>
public sealed class PluginNameTests
{
    [Theory]
    [InlineData("/usr/local/bin/kubectl-rl4vlm", "kubectl get one")]
    [InlineData("kubectl-rl4vlm.exe", "kubectl get one")]
    [InlineData("/usr/local/bin/rl4vlm", "get one")]
    [InlineData("/lib/rl4vlm/rl4vlm.dll", "get one")]
    [InlineData(null, "get one")]
    public void Under_the_plugins_name_everything_is_a_kubectl_command(string? program, string expected) =>
        Assert.Equal(expected, string.Join(' ', PluginName.Expand(program, ["get", "one"])));

    [Fact]
    public async Task The_launcher_and_a_link_to_the_program_are_plugins()
    {
        string folder = Directory.CreateTempSubdirectory("rl4vlm-plugin-").FullName;
        string program = Path.Combine(AppContext.BaseDirectory, "rl4vlm");
        using (Process scripts = Process.Start(Path.Combine(FakeCluster.Root, "scripts", "write-launchers.sh"), [program + ".dll", folder])!)
        {
            await scripts.WaitForExitAsync();
            Assert.Equal(0, scripts.ExitCode);
        }

        string linked = Path.Combine(folder, "linked", PluginName.Program);
        Directory.CreateDirectory(Path.GetDirectoryName(linked)!);
        File.CreateSymbolicLink(linked, program);
        foreach (string plugin in new[] { Path.Combine(folder, PluginName.Program), linked })
        {
            using Process process = Process.Start(new ProcessStartInfo(plugin, ["get", "--kubeconfig", "/nonexistent"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            string error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal((64, "rl4vlm: --kubeconfig: there is no file /nonexistent\n"), (process.ExitCode, error));
        }

        Directory.Delete(folder, recursive: true);
    }
}
