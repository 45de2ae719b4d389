using System.CommandLine;
using RL4VLM.Core.Manifest;
using RL4VLM.Environments;

namespace RL4VLM.Cli.Commands.Environments;

/// <summary>The <c>TASK</c> argument and the options that shape a task.</summary>
internal sealed class TaskArguments
{
    private readonly Argument<string> task = new("TASK") { Description = string.Join(", ", TaskCatalog.All.Select(info => info.Name)) };
    private readonly Option<double> jitter = new("--jitter") { Description = "0 to 1: how much position, size and font vary", HelpName = "X" };
    private readonly Option<int> maxPosition = new("--max-position") { Description = "numberline: the last position", HelpName = "N", DefaultValueFactory = _ => new TaskOptions().MaxPosition };
    private readonly Option<string> fidelity = new("--fidelity") { Description = "corrected or paper", DefaultValueFactory = _ => "corrected" };

    public TaskArguments(Command command)
    {
        task.AcceptOnlyFromAmong([.. TaskCatalog.All.Select(info => info.Name)]);
        fidelity.AcceptOnlyFromAmong("corrected", "paper");
        jitter.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is < 0 or > 1 or double.NaN) result.AddError("--jitter must be 0 to 1");
        });
        maxPosition.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError("--max-position must be at least 1");
        });
        command.Add(task);
        command.Add(jitter);
        command.Add(maxPosition);
        command.Add(fidelity);
    }

    public string Name(ParseResult parsed) => parsed.GetRequiredValue(task);

    public Fidelity Fidelity(ParseResult parsed) => parsed.GetValue(fidelity) == "paper" ? Core.Manifest.Fidelity.Paper : Core.Manifest.Fidelity.Corrected;

    public TaskSpec Spec(ParseResult parsed) => new()
    {
        Name = Name(parsed),
        Options = new TaskOptions { Jitter = parsed.GetValue(jitter), MaxPosition = parsed.GetValue(maxPosition) },
    };

    public IEnvironment Create(ParseResult parsed) => EnvironmentFactory.Create(Spec(parsed), Fidelity(parsed));
}
