using System.Globalization;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Planning;

/// <summary>One unit of progress: a stage, or one worker of collect, or one task of evaluate.</summary>
/// <param name="Stage">One of <see cref="StageNames"/>.</param>
/// <param name="Iteration">1 to K for collect and ppo; for evaluate the checkpoint's iteration, 0 being the SFT checkpoint; 0 elsewhere.</param>
/// <param name="Worker">collect only.</param>
/// <param name="Task">evaluate only.</param>
public readonly record struct StageKey(string Stage, int Iteration = 0, int? Worker = null, string? Task = null)
{
    public static StageKey Initialize => new(StageNames.Initialize);

    public static StageKey Demonstrate => new(StageNames.Demonstrate);

    public static StageKey Sft => new(StageNames.Sft);

    public static StageKey Collect(int iteration, int worker) => new(StageNames.Collect, iteration, worker);

    public static StageKey Ppo(int iteration) => new(StageNames.Ppo, iteration);

    public static StageKey Evaluate(int iteration, string task) => new(StageNames.Evaluate, iteration, null, task);

    /// <summary>The key of a summary: what the stage that wrote it has completed.</summary>
    public static StageKey Of(StageSummary summary) => summary.Stage switch
    {
        StageNames.Collect => Collect(summary.Iteration, summary.Worker ?? 0),
        StageNames.Ppo => Ppo(summary.Iteration),
        StageNames.Evaluate => Evaluate(summary.Iteration, summary.Task ?? ""),
        _ => new StageKey(summary.Stage),
    };

    /// <summary>The artifact whose commit says that this is done.</summary>
    public ArtifactName Output => Stage switch
    {
        StageNames.Initialize => ArtifactName.Checkpoint(0),
        StageNames.Demonstrate => ArtifactName.Demonstrations(0),
        StageNames.Sft => ArtifactName.SftCheckpoint,
        StageNames.Collect => ArtifactName.Trajectories(Iteration, Worker ?? 0),
        StageNames.Ppo => ArtifactName.Checkpoint(Iteration),
        StageNames.Evaluate => ArtifactName.Evaluation(CheckpointOf(Iteration).Leaf, Task ?? ""),
        _ => throw new InvalidOperationException($"'{Stage}' is not a stage"),
    };

    /// <summary>The checkpoint that stands after <paramref name="iteration"/> iterations of PPO: the SFT one for 0.</summary>
    public static ArtifactName CheckpointOf(int iteration) => iteration == 0 ? ArtifactName.SftCheckpoint : ArtifactName.Checkpoint(iteration);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Stage}{(Stage is StageNames.Collect or StageNames.Ppo or StageNames.Evaluate ? $" {Iteration}" : "")}{(Worker is { } worker ? $" worker {worker}" : "")}{(Task is null ? "" : $" {Task}")}");
}
