namespace RL4VLM.Core.Planning;

/// <summary>Labels and annotations of what the operator creates, and what <c>kubectl rl4vlm</c> finds it by.</summary>
public static class Labels
{
    public const string ManagedBy = "app.kubernetes.io/managed-by";
    public const string Name = "app.kubernetes.io/name";
    public const string Component = "app.kubernetes.io/component";

    /// <summary>Value of <see cref="ManagedBy"/>.</summary>
    public const string Operator = "rl4vlm-operator";

    public const string Run = "rl4vlm.io/run";
    public const string Stage = "rl4vlm.io/stage";
    public const string Iteration = "rl4vlm.io/iteration";
    public const string Task = "rl4vlm.io/task";

    /// <summary>Annotation of a ppo Job: the collect workers whose shards it uses, where not all.</summary>
    public const string Workers = "rl4vlm.io/workers";

    /// <summary>Kueue's label for the queue a Job waits in.</summary>
    public const string Queue = "kueue.x-k8s.io/queue-name";

    /// <summary>Set by the Job controller on its pods.</summary>
    public const string JobName = "batch.kubernetes.io/job-name";

    /// <summary>Azure's workload identity webhook acts on pods with this label.</summary>
    public const string WorkloadIdentity = "azure.workload.identity/use";

    /// <summary>Set by the Job controller on the pods of an Indexed Job: the worker.</summary>
    public const string CompletionIndex = "batch.kubernetes.io/job-completion-index";

    /// <summary>Name of a stage's container.</summary>
    public const string Container = "stage";

    /// <summary>Selects everything the operator created.</summary>
    public const string Selector = $"{ManagedBy}={Operator}";
}
