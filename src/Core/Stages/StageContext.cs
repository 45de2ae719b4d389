using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;

namespace RL4VLM.Core.Stages;

/// <summary>Everything a stage is a function of (design section 4), and the ways it reaches the world.</summary>
public sealed record StageContext
{
    public required RunManifest Manifest { get; init; }

    /// <summary>The run's name without a namespace: it goes into shard headers, and the same run has the same bytes locally and in a cluster.</summary>
    public required string Run { get; init; }

    /// <summary>1 to K for collect and ppo; the checkpoint's iteration for evaluate (0: the SFT one); 0 elsewhere.</summary>
    public int Iteration { get; init; }

    /// <summary>Index of a collect worker; 0 elsewhere.</summary>
    public int Worker { get; init; }

    /// <summary>ppo: the collect workers whose shards are used; null for all.</summary>
    public IReadOnlyList<int>? Workers { get; init; }

    /// <summary>evaluate: the task.</summary>
    public string? Task { get; init; }

    public required IArtifactStore Store { get; init; }

    public IProgress<StageProgress> Progress { get; init; } = NoProgress.Instance;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Takes what happens to the stage.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>The manifest's entry for <see cref="Task"/>.</summary>
    /// <exception cref="StageException">64 when there is none.</exception>
    public TaskSpec RequireTask() => Manifest.Spec.Tasks.FirstOrDefault(task => task.Name == Task)
        ?? throw new StageException(ExitCodes.Usage, Task is null
            ? $"--task is missing: give one of {string.Join(", ", Manifest.Spec.Tasks.Select(task => task.Name))}"
            : $"--task {Task}: the manifest has no such task; it has {string.Join(", ", Manifest.Spec.Tasks.Select(task => task.Name))}");

    /// <summary>Tells how far the stage is.</summary>
    public void Report(string stage, double fraction, string message, IReadOnlyDictionary<string, double>? metrics = null) =>
        Progress.Report(new StageProgress(stage, Iteration, fraction, message, metrics));

    private sealed class NoProgress : IProgress<StageProgress>
    {
        public static NoProgress Instance { get; } = new();

        public void Report(StageProgress value)
        {
        }
    }
}
