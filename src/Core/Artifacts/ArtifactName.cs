using System.Globalization;

namespace RL4VLM.Core.Artifacts;

/// <summary>Where an artifact lies below the run's prefix (design section 5). Built by the factories only.</summary>
public readonly record struct ArtifactName(string Path)
{
    /// <summary><c>checkpoints/0000</c> for iteration 0, <c>checkpoints/0007</c> for 7.</summary>
    public static ArtifactName Checkpoint(int iteration) => new($"checkpoints/{Number(iteration)}");

    /// <summary>What sft leaves: the start of PPO and the reference of its KL term.</summary>
    public static ArtifactName SftCheckpoint => new("checkpoints/0000-sft");

    /// <summary>The checkpoint that collect and ppo of <paramref name="iteration"/> start from: the SFT one for 1, else iteration - 1.</summary>
    public static ArtifactName PolicyFor(int iteration) => iteration <= 1 ? SftCheckpoint : Checkpoint(iteration - 1);

    public static ArtifactName Trajectories(int iteration, int worker) => new($"trajectories/{Number(iteration)}/worker-{worker:000}");

    public static ArtifactName Demonstrations(int worker) => new($"demonstrations/worker-{worker:000}");

    /// <summary><paramref name="checkpoint"/> is a checkpoint's folder name (<c>0000-sft</c>, <c>0025</c>).</summary>
    public static ArtifactName Evaluation(string checkpoint, string task) => new($"evaluations/{checkpoint}/{task}");

    /// <summary>The last path segment: a checkpoint's name, a worker's folder, a task.</summary>
    public string Leaf => Path[(Path.LastIndexOf('/') + 1)..];

    public override string ToString() => Path;

    private static string Number(int iteration) => iteration.ToString("0000", CultureInfo.InvariantCulture);
}
