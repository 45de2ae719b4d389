using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Controllers.Jobs;

/// <summary>A Job's fields with the API's defaults, should the store not have written them.</summary>
internal sealed class JobSpec(JsonObject job)
{
    private readonly JsonNode? spec = job["spec"];

    public int Parallelism => (int)(spec.Number("parallelism") ?? 1);

    /// <summary>null: a work queue, done when one pod succeeded and none is active.</summary>
    public int? Completions => (int?)spec.Number("completions") ?? (spec.Number("parallelism") is null ? 1 : null);

    public bool Indexed => spec.Text("completionMode") == "Indexed";

    public long BackoffLimit => spec.Number("backoffLimit") ?? (BackoffLimitPerIndex is null ? 6 : int.MaxValue);

    public long? BackoffLimitPerIndex => spec.Number("backoffLimitPerIndex");

    public long? MaxFailedIndexes => spec.Number("maxFailedIndexes");

    public TimeSpan? ActiveDeadline => spec.Number("activeDeadlineSeconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    public TimeSpan? TimeToLive => spec.Number("ttlSecondsAfterFinished") is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    public bool Suspended => spec.Flag("suspend");

    public JsonObject? FailurePolicy => spec.At("podFailurePolicy") as JsonObject;

    /// <summary>A pod is replaced once it is Failed rather than as soon as it terminates; always with a podFailurePolicy.</summary>
    public bool ReplacesOnlyFailed => spec.Text("podReplacementPolicy") == "Failed" || FailurePolicy is not null;

    public bool RestartsOnFailure => spec.Text("template", "spec", "restartPolicy") == "OnFailure";

    public bool ManagedElsewhere => spec.Text("managedBy") is { } manager && manager != JobNames.ControllerName;
}
