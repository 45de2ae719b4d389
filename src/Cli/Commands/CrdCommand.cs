using System.CommandLine;
using RL4VLM.Cli.Output;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Commands;

/// <summary><c>rl4vlm crd</c>: what is generated from the manifest's types.</summary>
internal static class CrdCommand
{
    public static Command Create(CommandConsole console)
    {
        var command = new Command("crd", "Prints the CustomResourceDefinition, or writes everything generated from the manifest's types and the telemetry table.");
        var write = new Option<string?>("--write") { Description = "writes the CRD (docs/ and the chart), the JSON schema, docs/manifest.md and docs/telemetry.md below the repository's folder", HelpName = "DIR" };
        var schema = new Option<bool>("--schema") { Description = "prints the JSON schema for editors instead" };
        command.Add(write);
        command.Add(schema);
        return command.Does(console, async (parsed, own, cancellation) =>
        {
            if (parsed.GetValue(write) is { } folder)
            {
                if (!Directory.Exists(folder)) throw new StageException(ExitCodes.Usage, $"--write {folder}: there is no such folder");
                var written = new List<string>();
                foreach ((string name, Func<string> make) in GeneratedFiles.All)
                {
                    string path = Path.Combine(folder, name);
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    await File.WriteAllTextAsync(path, make(), cancellation).ConfigureAwait(false);
                    written.Add(path);
                }

                own.Result(new JsonFields { { "files", written } }, writer => written.ForEach(writer.WriteLine));
                return ExitCodes.Done;
            }

            string text = parsed.GetValue(schema) ? GeneratedFiles.JsonSchema() : GeneratedFiles.Crd();
            own.Result(new JsonFields { { parsed.GetValue(schema) ? "schema" : "crd", text } }, writer => writer.Write(text));
            return ExitCodes.Done;
        });
    }
}
