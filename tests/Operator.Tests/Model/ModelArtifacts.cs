using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;
using RL4VLM.FakeKubernetes.Controllers.Runners;
using RL4VLM.Operator.Jobs;

namespace RL4VLM.Operator.Tests.Model;

/// <summary>The stage programs as far as an operator can tell: they need committed inputs, commit once, and a rerun finds the commit.</summary>
internal sealed class ModelArtifacts(Random random, bool lethal)
{
    private readonly HashSet<string> committed = new(StringComparer.Ordinal);

    public List<string> Violations { get; } = [];

    /// <summary>Artifacts made by two at once.</summary>
    public List<string> MadeTwice { get; } = [];

    public bool Has(ArtifactName artifact) => committed.Contains(artifact.Path);

    /// <summary>Once true, nothing fails any more.</summary>
    public bool Healed { get; set; }

    public Script Run(ContainerStart start)
    {
        string stage = start.Label(Labels.Stage)!;
        int iteration = int.Parse(start.Label(Labels.Iteration)!, CultureInfo.InvariantCulture);
        StageKey key = stage switch
        {
            StageNames.Collect => StageKey.Collect(iteration, start.Index!.Value),
            StageNames.Ppo => StageKey.Ppo(iteration),
            StageNames.Evaluate => StageKey.Evaluate(iteration, start.Label(Labels.Task)!),
            _ => new StageKey(stage),
        };
        string summary = Encoding.UTF8.GetString(CommitJson.Write(new StageSummary
        {
            Stage = stage, Iteration = iteration, Worker = key.Worker, Task = key.Task,
            Metrics = stage == StageNames.Evaluate ? new Dictionary<string, double> { ["rl.evaluation.sampled.success_rate"] = 0.5 } : new Dictionary<string, double>(),
        }));
        TimeSpan duration = TimeSpan.FromSeconds(random.Next(1, 20));
        if (Has(key.Output)) return Done(TimeSpan.FromSeconds(1));
        foreach (ArtifactName input in Inputs(key, start))
        {
            if (!Has(input)) Violations.Add($"{key} of pod {start.PodName} starts before {input} is committed");
        }

        if (!Healed && random.Next(5) == 0)
        {
            int[] codes = lethal ? [75, 1, 137, 65, 70, 78] : [75, 1, 137];
            return new Script { Duration = duration, ExitCode = codes[random.Next(codes.Length)], StopsAfter = Stop(), StopExitCode = ExitCodes.TryAgain, Log = "words of a stage" };
        }

        return Done(duration) with
        {
            Ending = () =>
            {
                if (!committed.Add(key.Output.Path)) MadeTwice.Add(key.Output.Path);
            },
        };

        Script Done(TimeSpan after) => new()
        {
            Duration = after, StopsAfter = Stop(), StopExitCode = ExitCodes.TryAgain,
            // Now and then a message gets lost on its way.
            Message = !Healed && random.Next(30) == 0 ? null : summary,
        };

        TimeSpan? Stop() => random.Next(10) == 0 ? null : TimeSpan.FromSeconds(random.Next(5));
    }

    private static IEnumerable<ArtifactName> Inputs(StageKey key, ContainerStart start)
    {
        switch (key.Stage)
        {
            case StageNames.Demonstrate: return [ArtifactName.Checkpoint(0)];
            case StageNames.Sft: return [ArtifactName.Checkpoint(0), ArtifactName.Demonstrations(0)];
            case StageNames.Collect: return [ArtifactName.PolicyFor(key.Iteration)];
            case StageNames.Evaluate: return [StageKey.CheckpointOf(key.Iteration)];
            case StageNames.Ppo:
                string[] arguments = [.. start.Container["args"]!.AsArray().Select(argument => (string)argument!)];
                int at = Array.IndexOf(arguments, "--workers");
                int[] workers = at < 0 ? [0, 1] : [.. arguments[at + 1].Split(',').Select(worker => int.Parse(worker, CultureInfo.InvariantCulture))];
                return [ArtifactName.PolicyFor(key.Iteration), .. workers.Select(worker => ArtifactName.Trajectories(key.Iteration, worker))];
            default: return [];
        }
    }
}
