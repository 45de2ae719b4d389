using System.Globalization;

namespace RL4VLM.Core.Stages;

/// <summary>A stage program's command line (design section 4).</summary>
/// <param name="Stage">One of the program's stages.</param>
/// <param name="Manifest">Path of the manifest snapshot, YAML or JSON.</param>
/// <param name="Iteration">0 or more.</param>
/// <param name="Worker">Index of this collect worker.</param>
/// <param name="Task">evaluate: the task.</param>
/// <param name="Workers">ppo: the workers whose shards are used; null for all.</param>
/// <param name="Directory">Replaces the manifest's storage by a folder.</param>
public sealed record StageArguments(string Stage, string Manifest, int Iteration, int Worker, string? Task, IReadOnlyList<int>? Workers, string? Directory)
{
    /// <summary>Environment variable from which an Indexed Job's pod learns its index.</summary>
    public const string CompletionIndexVariable = "JOB_COMPLETION_INDEX";

    public static string Usage(string program, IEnumerable<string> stages) =>
        $"usage: {program} {string.Join('|', stages)} --manifest FILE [--iteration K] [--worker I] [--task T] [--workers I,J,…] [--directory DIR]";

    /// <exception cref="StageException">64, naming the argument at fault.</exception>
    public static StageArguments Parse(IReadOnlyList<string> args, IReadOnlyCollection<string> stages, Func<string, string?> environment)
    {
        if (args.Count == 0 || !stages.Contains(args[0]))
        {
            throw Wrong(args.Count == 0 ? $"name a stage: {string.Join(", ", stages)}" : $"'{args[0]}' is not a stage of this program; it has {string.Join(", ", stages)}");
        }

        string? manifest = null, task = null, directory = null;
        int iteration = 0;
        int? worker = null;
        IReadOnlyList<int>? workers = null;
        for (int i = 1; i < args.Count; i++)
        {
            string option = args[i], value;
            int equals = option.StartsWith("--", StringComparison.Ordinal) ? option.IndexOf('=') : -1;
            if (equals > 0) (option, value) = (option[..equals], option[(equals + 1)..]);
            else if (i + 1 < args.Count) value = args[++i];
            else throw Wrong($"{option}: unknown, or its value is missing");
            switch (option)
            {
                case "--manifest": manifest = value; break;
                case "--iteration": iteration = Number(option, value); break;
                case "--worker": worker = Number(option, value); break;
                case "--workers": workers = [.. value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(part => Number(option, part)).Distinct().Order()]; break;
                case "--task": task = value; break;
                case "--directory": directory = value; break;
                default: throw Wrong($"unknown argument '{option}'");
            }
        }

        if (manifest is null) throw Wrong("--manifest is missing");
        if (workers is { Count: 0 }) throw Wrong("--workers names no worker");
        if (worker is null && environment(CompletionIndexVariable) is { Length: > 0 } index) worker = Number(CompletionIndexVariable, index);
        return new StageArguments(args[0], manifest, iteration, worker ?? 0, task, workers, directory);
    }

    private static int Number(string option, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw Wrong($"{option}: '{value}' is not a whole number of at least 0");

    private static StageException Wrong(string message) => new(ExitCodes.Usage, message);
}
