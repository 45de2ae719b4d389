using System.CommandLine;
using RL4VLM.Agents;
using RL4VLM.Cli.Runs;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;
using RL4VLM.Evaluator;
using RL4VLM.Models.Checkpoints;

namespace RL4VLM.Cli.Commands;

/// <summary>A checkpoint of a run, loaded, with the task it is to play and how.</summary>
/// <param name="Run">The run.</param>
/// <param name="Checkpoint">The checkpoint's folder name.</param>
/// <param name="Policy">The session's; do not dispose.</param>
/// <param name="Task">The manifest's entry.</param>
/// <param name="Settings">As in the run's own evaluations, with what the person changed; one episode.</param>
internal sealed record PolicyChoice(RunFolder Run, string Checkpoint, PolicyModel Policy, TaskSpec Task, EvaluationSettings Settings);

/// <summary><c>RUN --checkpoint C --task T --temperature X --seed S</c>.</summary>
internal sealed class PolicyArguments
{
    private readonly RunArgument run;
    private readonly Option<string?> checkpoint;
    private readonly Option<string?> task = new("--task") { Description = "a task of the run (default: the first)", HelpName = "T" };
    private readonly Option<double?> temperature = new("--temperature") { Description = "sampling temperature, 0 is greedy (default: the manifest's evaluation.temperature)", HelpName = "X" };
    private readonly Option<int?> seed = new("--seed") { Description = "chooses the episodes (default: the run's seed)", HelpName = "S" };

    /// <param name="command">Gets the arguments.</param>
    /// <param name="defaultCheckpoint">Null: the person must name one.</param>
    public PolicyArguments(Command command, string? defaultCheckpoint)
    {
        run = new RunArgument(command);
        checkpoint = new Option<string?>("--checkpoint")
        {
            Description = "sft, final or an iteration", HelpName = "C", Required = defaultCheckpoint is null, DefaultValueFactory = defaultCheckpoint is null ? null : _ => defaultCheckpoint,
        };
        temperature.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is < 0 or double.NaN) result.AddError("--temperature must be 0 (greedy) or more");
        });
        seed.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 0) result.AddError("--seed must be 0 or more");
        });
        command.Add(checkpoint);
        command.Add(task);
        command.Add(temperature);
        command.Add(seed);
    }

    public async Task<PolicyChoice> LoadAsync(ParseResult parsed, StageSession session, CancellationToken cancellation)
    {
        RunFolder folder = await run.OpenAsync(parsed, cancellation).ConfigureAwait(false);
        RunSpec spec = folder.Manifest.Spec;
        string name = parsed.GetValue(task) ?? spec.Tasks[0].Name;
        TaskSpec chosen = spec.Tasks.FirstOrDefault(entry => entry.Name == name)
            ?? throw new StageException(ExitCodes.Usage, $"--task {name}: the run has {string.Join(", ", spec.Tasks.Select(entry => entry.Name))}");
        ArtifactName artifact = StageKey.CheckpointOf(await folder.ResolveCheckpointAsync(parsed.GetValue(checkpoint)!, cancellation).ConfigureAwait(false));
        session.Prepare(folder.Manifest);
        PolicyModel policy = await session.GetPolicyAsync(folder.Store, artifact, folder.Manifest, cancellation).ConfigureAwait(false);
        return new PolicyChoice(folder, artifact.Leaf, policy, chosen, new EvaluationSettings
        {
            Fidelity = spec.Fidelity,
            Temperature = parsed.GetValue(temperature) ?? spec.Evaluation.Temperature,
            Episodes = 1,
            Seed = (ulong)(parsed.GetValue(seed) ?? spec.Seed),
            Seeds = spec.Evaluation.Seeds,
            Environments = spec.Rollout.Environments,
            MaxNewTokens = spec.Rollout.MaxNewTokens,
        });
    }
}
