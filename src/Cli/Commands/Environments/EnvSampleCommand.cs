using System.CommandLine;
using System.Globalization;
using RL4VLM.Cli.Output;
using RL4VLM.Core.Imaging;
using RL4VLM.Core.Stages;
using RL4VLM.Environments;

namespace RL4VLM.Cli.Commands.Environments;

/// <summary><c>rl4vlm env sample TASK --count N --output DIR</c>: pictures of initial states, to be looked at.</summary>
internal static class EnvSampleCommand
{
    public static Command Create(CommandConsole console)
    {
        var command = new Command("sample", "Writes pictures of a task's initial states.");
        var task = new TaskArguments(command);
        var count = new Option<int>("--count") { Description = "how many", HelpName = "N", DefaultValueFactory = _ => 8 };
        var seed = new Option<int>("--seed") { Description = "seed of the first one; the others follow", HelpName = "S", DefaultValueFactory = _ => 1 };
        var output = new Option<string[]>("--output") { Description = "the folder for the pictures; json besides it prints JSON (write ./json for a folder of that name)", HelpName = "DIR", Required = true };
        count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError("--count must be at least 1");
        });
        command.Add(count);
        command.Add(seed);
        command.Add(output);
        return command.DoesWithOwnOutput(console, parsed => parsed.GetValue(output)!.Contains("json"), async (parsed, own, cancellation) =>
        {
            string[] folders = [.. parsed.GetValue(output)!.Where(value => value is not ("json" or "text"))];
            if (folders.Length != 1) throw new StageException(ExitCodes.Usage, "--output: give one folder for the pictures");
            Directory.CreateDirectory(folders[0]);
            IEnvironment environment = task.Create(parsed);
            var samples = new List<(ulong Seed, string File, string State)>();
            for (int i = 0; i < parsed.GetValue(count); i++)
            {
                ulong at = (ulong)Math.Max(0, parsed.GetValue(seed)) + (ulong)i;
                environment.Reset(at);
                string file = Path.Combine(folders[0], string.Create(CultureInfo.InvariantCulture, $"{environment.Task}-{at:0000}.png"));
                await File.WriteAllBytesAsync(file, PngEncoder.Encode(environment.Render()), cancellation).ConfigureAwait(false);
                samples.Add((at, file, environment.State.ToString()));
            }

            own.Result(
                new JsonFields { { "task", environment.Task }, { "samples", samples.Select(sample => new JsonFields { { "seed", sample.Seed }, { "file", sample.File }, { "state", sample.State } }) } },
                writer =>
                {
                    foreach ((ulong _, string file, string state) in samples) writer.WriteLine($"{file}  {state}");
                });
            return ExitCodes.Done;
        });
    }
}
