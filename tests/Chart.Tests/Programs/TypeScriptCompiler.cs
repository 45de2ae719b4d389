namespace RL4VLM.Chart.Tests.Programs;

/// <summary>The compiler of tests/tools/grafana, with what is installed there.</summary>
internal static class TypeScriptCompiler
{
    private const string Hint = "it checks the dashboards: run scripts/dependencies.sh test";

    private static readonly string Tools = Path.Combine(Repository.Root, "tests", "tools", "grafana");

    /// <summary>Checks files that lie side by side, with panels.ts.</summary>
    /// <param name="files">Text by name.</param>
    /// <returns>Errors by the file they are in.</returns>
    public static ILookup<string, string> Check(IReadOnlyDictionary<string, string> files)
    {
        string packages = Path.Combine(Tools, "node_modules"), compiler = Path.Combine(packages, "typescript", "bin", "tsc");
        if (!File.Exists(compiler)) throw new InvalidOperationException($"TypeScript is not installed: {Hint}");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("dashboards-");
        try
        {
            Directory.CreateSymbolicLink(Path.Combine(folder.FullName, "node_modules"), packages);
            File.Copy(Path.Combine(Tools, "panels.ts"), Path.Combine(folder.FullName, "panels.ts"));
            foreach ((string name, string text) in files) File.WriteAllText(Path.Combine(folder.FullName, name), text);
            ProgramResult result = ExternalProgram.Run("node",
                [compiler, "--noEmit", "--strict", "--skipLibCheck", "--pretty", "false", "--module", "nodenext", "--target", "es2022", .. files.Keys], Hint, folder.FullName);
            string[] errors = [.. result.Output.Split('\n').Where(line => line.Contains("error TS", StringComparison.Ordinal))];
            Assert.True(result.ExitCode == 0 ? errors.Length == 0 : errors.Length > 0, $"tsc ended with {result.ExitCode}: {result.Output}{result.Error}");
            return errors.ToLookup(line => line.Split('(', ':')[0]);
        }
        finally
        {
            // The link goes, what it points to stays.
            Directory.Delete(Path.Combine(folder.FullName, "node_modules"));
            folder.Delete(recursive: true);
        }
    }
}
