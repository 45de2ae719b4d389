namespace RL4VLM.Chart.Tests;

/// <summary>The source tree these tests were built from.</summary>
internal static class Repository
{
    /// <summary>Set it to write the checked-in files instead of comparing them.</summary>
    public const string UpdateVariable = "RL4VLM_UPDATE_GENERATED";

    public static string Root { get; } = Find();

    public static string Chart { get; } = Path.Combine(Root, "charts", "rl4vlm");

    public static string Tests { get; } = Path.Combine(Root, "tests", "Chart.Tests");

    /// <summary>The file holds the text; with <see cref="UpdateVariable"/> it is written.</summary>
    public static void AssertHolds(string path, string text)
    {
        if (Environment.GetEnvironmentVariable(UpdateVariable) is { Length: > 0 }) File.WriteAllText(path, text);
        string name = Path.GetRelativePath(Root, path);
        Assert.True(File.Exists(path), $"{name} is missing: run these tests once with {UpdateVariable}=1 and commit it");
        string[] expected = File.ReadAllText(path).Split('\n'), actual = text.Split('\n');
        int line = Enumerable.Range(0, Math.Max(expected.Length, actual.Length)).FirstOrDefault(i => expected.ElementAtOrDefault(i) != actual.ElementAtOrDefault(i), -1);
        Assert.True(line < 0, $"""
            {name} is out of date from line {line + 1} on:
              checked in: {expected.ElementAtOrDefault(line)}
              now:        {actual.ElementAtOrDefault(line)}
            If the change is meant, run these tests once with {UpdateVariable}=1 and commit it.
            """);
    }

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RL4VLM.slnx"))) return folder.FullName;
        }

        throw new InvalidOperationException("RL4VLM.slnx is in no folder above the tests");
    }
}
