namespace RL4VLM.Image.Tests;

/// <summary>The source tree these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RL4VLM.slnx"))) return folder.FullName;
        }

        throw new InvalidOperationException("RL4VLM.slnx is in no folder above the tests");
    }
}
