using System.Text.RegularExpressions;

namespace RL4VLM.Architecture.Tests;

/// <summary>The repository stands alone: nothing in it reads a path outside it.</summary>
public sealed partial class StandAloneTests
{
    private static readonly string[] TextFiles = [".cs", ".csproj", ".props", ".cpp", ".h", ".json", ".yaml", ".yml", ".md", ".html"];

    [Theory]
    [InlineData("src")]
    [InlineData("compat")]
    public void Nothing_mentions_a_path_of_the_machine_it_was_written_on(string folder)
    {
        string[] mentions = [.. Repository.Files(folder).Where(path => TextFiles.Contains(Path.GetExtension(path)))
            .Where(path => Outside().IsMatch(File.ReadAllText(path)))];
        Assert.Empty(mentions);
    }

    [GeneratedRegex(@"(?<![\w.])/(work|home|root|mnt)/|\.\./shared/|(?<![\w.])shared/(golden|spec|tools)")]
    private static partial Regex Outside();
}
