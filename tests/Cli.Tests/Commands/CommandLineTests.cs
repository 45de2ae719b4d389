namespace RL4VLM.Cli.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("rl4vlm --help")]
    [InlineData("rl4vlm --help", "rnu", "x.yaml")]
    [InlineData("rl4vlm run --help", "run")]
    [InlineData("rl4vlm status --help", "status", "x", "--output", "xml")]
    [InlineData("rl4vlm status --help", "status", "x", "--nonsense")]
    [InlineData("rl4vlm checkpoint --help", "checkpoint")]
    [InlineData("rl4vlm checkpoint pull --help", "checkpoint", "pull", "x")]
    public async Task A_wrong_command_line_exits_64_and_says_where_help_is(string hint, params string[] args)
    {
        (int code, string output, string error) = await Rl4Vlm.RunAsync(args);
        Assert.Equal(64, code);
        Assert.Contains($"Try '{hint}'", error, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Fact]
    public async Task Every_command_has_help()
    {
        var console = new Cli.Output.CommandConsole(TextWriter.Null, TextWriter.Null, false, false);
        var open = new Stack<(System.CommandLine.Command Command, string[] Path)>([(CommandLine.Build(console), [])]);
        while (open.TryPop(out var next))
        {
            (int code, string output, string error) = await Rl4Vlm.RunAsync([.. next.Path, "--help"]);
            Assert.Equal((0, ""), (code, error));
            Assert.Contains(next.Command.Description!, output, StringComparison.Ordinal);
            foreach (System.CommandLine.Command child in next.Command.Subcommands) open.Push((child, [.. next.Path, child.Name]));
        }
    }

    [Fact]
    public async Task A_run_that_is_not_there_is_named_with_the_places_looked_at()
    {
        (int code, _, string error) = await Rl4Vlm.RunAsync("status", "no-such-run", "--directory", "/nonexistent");
        Assert.Equal(64, code);
        Assert.Contains("/nonexistent/no-such-run", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
