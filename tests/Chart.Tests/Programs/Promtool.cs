namespace RL4VLM.Chart.Tests.Programs;

/// <summary>Prometheus's own check of rules and expressions.</summary>
internal static class Promtool
{
    public static ProgramResult Run(params string[] arguments) =>
        ExternalProgram.Run("promtool", arguments, "it checks alerts and queries: run scripts/dependencies.sh test, or install Prometheus's promtool");

    /// <summary>Holds each expression to PromQL's syntax and types.</summary>
    public static ProgramResult CheckExpressions(IEnumerable<string> expressions)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("promtool-");
        try
        {
            string file = Path.Combine(folder.FullName, "rules.yaml");
            // A JSON string is a YAML string. One name each: equal records would be refused as duplicates.
            File.WriteAllLines(file, ["groups:", "- name: queries", "  rules:", .. expressions.Select((text, i) => $"  - {{record: 'query:{i}', expr: {System.Text.Json.JsonSerializer.Serialize(text)}}}")]);
            return Run("check", "rules", file);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
