namespace RL4VLM.EndToEnd;

/// <summary>Files of the repository and the programs built in it.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string File(params ReadOnlySpan<string> path) => Path.Combine([Root, .. path]);

    /// <summary>A program as it was built together with this test.</summary>
    public static string Program(string project, string assembly)
    {
        string path = File("src", project, "bin", Configuration, "net10.0", $"{assembly}.dll");
        return System.IO.File.Exists(path) ? path : throw new FileNotFoundException($"{path} is missing: make build");
    }

    /// <summary><c>bin/CONFIGURATION/net10.0</c>.</summary>
    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "RL4VLM.slnx"))) return folder.FullName;
        }

        throw new InvalidOperationException("RL4VLM.slnx is in no folder above the tests");
    }
}
