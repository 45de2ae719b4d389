using System.CommandLine;
using RL4VLM.Cli.Output;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Commands;

/// <summary><c>rl4vlm validate MANIFEST</c>: every problem at once, or what the run would do.</summary>
internal static class ValidateCommand
{
    public static Command Create(CommandConsole console)
    {
        var command = new Command("validate", "Checks a manifest; reports every problem at once.");
        var arguments = new ManifestArguments(command);
        return command.Does(console, (parsed, own, _) =>
        {
            string file = arguments.File(parsed);
            ManifestResult result = ManifestReader.ReadFile(file, arguments.Overrides(parsed));
            var json = new JsonFields
            {
                { "valid", result.IsValid },
                { "name", result.Manifest?.Metadata.Name },
                { "stages", result.Manifest is null ? null : RunPlanner.AllKeys(result.Manifest).Count() },
                { "errors", result.Errors.Select(Json) },
                { "warnings", result.Warnings.Select(Json) },
            };
            if (result.Manifest is not { } run)
            {
                if (own.Json) own.Out.WriteLine(json.ToString());
                throw ManifestReader.Failure(file, result.Errors);
            }

            own.Result(json, writer =>
            {
                foreach (ManifestProblem warning in result.Warnings) writer.WriteLine($"warning: {warning.Message}");
                writer.WriteLine($"{file} is valid: run '{run.Metadata.Name}', {string.Join(", ", run.Spec.Tasks.Select(task => task.Name))}, {run.Spec.Ppo.Iterations} iterations, {RunPlanner.AllKeys(run).Count()} stages");
            });
            return Task.FromResult(ExitCodes.Done);
        });
    }

    private static JsonFields Json(ManifestProblem problem) => new()
    {
        { "path", problem.Path }, { "found", problem.Found }, { "fix", problem.Fix }, { "line", problem.Line }, { "message", problem.Message },
    };
}
