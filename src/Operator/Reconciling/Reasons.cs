using RL4VLM.Core.Manifest;

namespace RL4VLM.Operator.Reconciling;

/// <summary>Types and reasons of a run's conditions (docs/operator.md lists them).</summary>
public static class Reasons
{
    public const string Accepted = ConditionTypes.Accepted;
    public const string Progressing = ConditionTypes.Progressing;
    public const string Suspended = ConditionTypes.Suspended;
    public const string Succeeded = ConditionTypes.Succeeded;
    public const string Failed = ConditionTypes.Failed;

    /// <summary>Accepted.</summary>
    public const string Valid = "Valid";
    public const string InvalidSpec = "InvalidSpec";

    /// <summary>Accepted: a directory without a volume that all pods share.</summary>
    public const string StorageNotShared = "StorageNotShared";

    /// <summary>Progressing.</summary>
    public const string StageRunning = "StageRunning";
    public const string StagePending = "StagePending";
    public const string Queued = "Queued";
    public const string NotAccepted = "NotAccepted";
    public const string Unschedulable = "Unschedulable";
    public const string ImagePullBackOff = "ImagePullBackOff";
    public const string CreateContainerConfigError = "CreateContainerConfigError";
    public const string JobRejected = "JobRejected";
    public const string NoPods = "NoPods";
    public const string PodStuck = "PodStuck";
    public const string ContainersNotCreated = "ContainersNotCreated";
    public const string Finished = "Finished";

    /// <summary>Suspended.</summary>
    public const string ByUser = "SuspendedByUser";
    public const string Suspending = "Suspending";
    public const string NotSuspended = "NotSuspended";

    /// <summary>Succeeded.</summary>
    public const string Completed = "Completed";
    public const string NotFinished = "NotFinished";

    /// <summary>Failed.</summary>
    public const string NotFailed = "NotFailed";
    public const string CorruptArtifact = "CorruptArtifact";
    public const string StageError = "StageError";
    public const string RefusedByStage = "RefusedByStage";
    public const string RestartsExceeded = "RestartsExceeded";
    public const string TooFewWorkers = "TooFewWorkers";
    public const string DeadlineExceeded = "DeadlineExceeded";
    public const string JobFailed = "JobFailed";
}
