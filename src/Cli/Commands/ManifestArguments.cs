using System.CommandLine;
using RL4VLM.Cli.Output;
using RL4VLM.Core.Manifest;

namespace RL4VLM.Cli.Commands;

/// <summary>The <c>MANIFEST</c> argument and <c>--set</c>.</summary>
internal sealed class ManifestArguments
{
    private readonly Argument<string> file = new("MANIFEST") { Description = "an RL4VLMRun manifest (YAML or JSON)" };
    private readonly Option<string[]> set = new("--set")
    {
        Description = "overrides a field, for example spec.ppo.iterations=2; may be repeated",
        HelpName = "spec.path=value",
        Arity = ArgumentArity.OneOrMore,
    };

    public ManifestArguments(Command command)
    {
        command.Add(file);
        command.Add(set);
    }

    public string File(ParseResult parsed) => parsed.GetRequiredValue(file);

    public string[] Overrides(ParseResult parsed) => parsed.GetValue(set) ?? [];

    /// <summary>Reads and validates; warnings go to <paramref name="console"/>.</summary>
    public RunManifest Load(ParseResult parsed, CommandConsole console) =>
        ManifestReader.ReadFileOrThrow(File(parsed), Overrides(parsed), warning => console.Error.WriteLine($"rl4vlm: warning: {warning}"));
}
