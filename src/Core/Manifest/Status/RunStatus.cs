using System.ComponentModel;
using RL4VLM.Core.Manifest.Schema;

namespace RL4VLM.Core.Manifest;

[KubernetesNames]
public enum RunPhase { Pending, Initializing, Demonstrating, FineTuning, Training, Evaluating, Suspended, Succeeded, Failed }

/// <summary>What the operator knows of a run: the durable record of its progress (design section 8), at most 32 KiB.</summary>
public sealed record RunStatus
{
    [Description("Generation of the spec this status is about."), AllowedRange(0, long.MaxValue)]
    public long? ObservedGeneration { get; init; }

    [Description("What the run is doing, in a word; conditions say it exactly.")]
    public RunPhase? Phase { get; init; }

    [Description("Accepted, Progressing, Suspended, Succeeded and Failed."), AllowedItems(8, Key = "type")]
    public IReadOnlyList<RunCondition>? Conditions { get; init; }

    [Description("When the first stage started; from then on the run's fixed fields cannot change.")]
    public DateTimeOffset? StartTime { get; init; }

    [Description("When the run ended.")]
    public DateTimeOffset? CompletionTime { get; init; }

    [Description("When the run will end if it goes on as it did; renewed when a stage completes.")]
    public DateTimeOffset? EstimatedCompletionTime { get; init; }

    [Description("Last iteration whose checkpoint is committed; 0 is the sft checkpoint."), AllowedRange(0, 9999)]
    public int? Iteration { get; init; }

    [Description("Restarts of stage pods over the whole run."), AllowedRange(0, int.MaxValue)]
    public int? Restarts { get; init; }

    [Description("GPU time that pods of completed stages held: seconds from container start to end times GPUs of the container's limits (nvidia.com/gpu, amd.com/gpu, any resource ending in /gpu)."), AllowedRange(0, long.MaxValue)]
    public long? GpuSeconds { get; init; }

    [Description("Success rate of the latest evaluation, mean over the tasks."), AllowedRange(0, 1)]
    public double? Success { get; init; }

    [Description("Best success rate of an evaluation so far, mean over the tasks."), AllowedRange(0, 1)]
    public double? Best { get; init; }

    [Description("ConfigMap with the manifest that stages are given."), AllowedText]
    public string? Manifest { get; init; }

    [Description("Images of the stages, settled when the run started.")]
    public StageImages? Images { get; init; }

    [Description("Stages under way and the pods of each."), AllowedItems(64)]
    public IReadOnlyList<StageStatus>? Stages { get; init; }

    [Description("Stages that are done and of which the plan still needs to know."), AllowedItems(64)]
    public IReadOnlyList<CompletedStage>? Completed { get; init; }

    [Description("Latest and best evaluation of every task."), AllowedItems(16, Key = "task")]
    public IReadOnlyList<TaskEvaluations>? Evaluations { get; init; }

    [Description("Traces of the iterations that are not over, and the latest one; only with telemetry on (docs/telemetry.md)."), AllowedItems(MaximumTraces, Key = "iteration")]
    public IReadOnlyList<IterationTrace>? Traces { get; init; }

    /// <summary>Most items of <see cref="Traces"/>.</summary>
    public const int MaximumTraces = 64;
}

/// <summary>A <c>metav1.Condition</c>.</summary>
public sealed record RunCondition
{
    [Description("Name of the condition."), RequiredField, AllowedText(MaximumLength = 316)]
    public string Type { get; init; } = "";

    [Description("Whether it holds."), RequiredField, AllowedValues("True", "False", "Unknown")]
    public string Status { get; init; } = "";

    [Description("Generation it was observed at."), AllowedRange(0, long.MaxValue)]
    public long? ObservedGeneration { get; init; }

    [Description("When status last changed."), RequiredField]
    public DateTimeOffset LastTransitionTime { get; init; }

    [Description("Why, in a word."), RequiredField, AllowedText(MaximumLength = 1024, Pattern = "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$", Meaning = "a CamelCase word")]
    public string Reason { get; init; } = "";

    [Description("Why, in a sentence."), RequiredField, AllowedText(MinimumLength = 0, MaximumLength = 2048)]
    public string Message { get; init; } = "";
}

public sealed record StageImages
{
    [Description("Image of demonstrate and collect."), AllowedText(MaximumLength = 1024)]
    public string? Rollout { get; init; }

    [Description("Image of initialize, sft and ppo."), AllowedText(MaximumLength = 1024)]
    public string? Learner { get; init; }

    [Description("Image of evaluate."), AllowedText(MaximumLength = 1024)]
    public string? Evaluator { get; init; }
}

/// <summary>A stage with a Job.</summary>
public sealed record StageStatus
{
    [Description("initialize, demonstrate, sft, collect, ppo or evaluate."), RequiredField, AllowedText(MaximumLength = 63)]
    public string Stage { get; init; } = "";

    [Description("Iteration it belongs to."), AllowedRange(0, 9999)]
    public int Iteration { get; init; }

    [Description("evaluate: the task."), AllowedText(MaximumLength = 63)]
    public string? Task { get; init; }

    [Description("Name of its Job."), AllowedText(MaximumLength = 63)]
    public string? Job { get; init; }

    [Description("When its Job was created.")]
    public DateTimeOffset? StartTime { get; init; }

    [Description("Pods that run."), AllowedRange(0, int.MaxValue)]
    public int Active { get; init; }

    [Description("Pods that are ready."), AllowedRange(0, int.MaxValue)]
    public int Ready { get; init; }

    [Description("Workers that succeeded."), AllowedRange(0, int.MaxValue)]
    public int Succeeded { get; init; }

    [Description("Pods that failed."), AllowedRange(0, int.MaxValue)]
    public int Failed { get; init; }
}

/// <summary>A stage whose summary the operator has read.</summary>
public sealed record CompletedStage
{
    [Description("initialize, demonstrate, sft, collect, ppo or evaluate."), RequiredField, AllowedText(MaximumLength = 63)]
    public string Stage { get; init; } = "";

    [Description("Iteration it belongs to."), AllowedRange(0, 9999)]
    public int Iteration { get; init; }

    [Description("evaluate: the task."), AllowedText(MaximumLength = 63)]
    public string? Task { get; init; }

    [Description("collect: the workers that succeeded, where not all did."), AllowedItems(1000), AllowedRange(0, 999)]
    public IReadOnlyList<int>? Workers { get; init; }
}

public sealed record TaskEvaluations
{
    [Description("Task."), RequiredField, AllowedText(MaximumLength = 63)]
    public string Task { get; init; } = "";

    [Description("Iteration up to which every evaluation that is due has been done."), AllowedRange(0, 9999)]
    public int? EvaluatedThrough { get; init; }

    [Description("The latest evaluation.")]
    public EvaluationFigures? Latest { get; init; }

    [Description("The evaluation with the highest success rate.")]
    public EvaluationFigures? Best { get; init; }
}

public sealed record EvaluationFigures
{
    [Description("Iteration whose checkpoint was evaluated."), AllowedRange(0, 9999)]
    public int Iteration { get; init; }

    [Description("Share of the episodes that succeeded, sampled."), AllowedRange(0, 1)]
    public double? SuccessRate { get; init; }

    [Description("Share of the episodes that succeeded, greedy."), AllowedRange(0, 1)]
    public double? GreedySuccessRate { get; init; }

    [Description("Mean reward per episode, sampled."), AllowedRange(-1e9, 1e9)]
    public double? MeanReward { get; init; }

    [Description("Share of the steps whose thoughts state the picture rightly."), AllowedRange(0, 1)]
    public double? ThoughtAccuracy { get; init; }
}

/// <summary>The trace of an iteration. Once it stands in a status its first span has been exported: every stage may lie under it.</summary>
public sealed record IterationTrace
{
    [Description("Iteration; 0 is the setup."), RequiredField, AllowedRange(0, 9999)]
    public int Iteration { get; init; }

    [Description("W3C trace context of its first span, the TRACEPARENT of its stages."), RequiredField]
    [AllowedText(MaximumLength = 55, Pattern = "^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$", Meaning = "a W3C traceparent")]
    public string TraceParent { get; init; } = "";
}
