using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Admission.Jobs;

/// <summary>A finished Job stays as it is.</summary>
internal static class JobStatusValidation
{
    public static void Check(JsonObject job, JsonObject old, FieldErrors errors)
    {
        bool complete = Has(job, "Complete");
        bool failed = Has(job, "Failed");
        if (complete && failed) errors.Invalid("status.conditions", job.At("status", "conditions")?.DeepClone(), "cannot set Complete=True and Failed=true conditions");
        if (Has(old, "Complete") && !complete) errors.Invalid("status.conditions", "", "cannot disable the terminal Complete=True condition");
        if (Has(old, "Failed") && !failed) errors.Invalid("status.conditions", "", "cannot disable the terminal Failed=True condition");
        if ((complete || failed) && job.At("status", "active").AsNumber() is > 0) errors.Invalid("status.active", job.At("status", "active"), "active>0 is invalid for finished job");
        if (job.At("status", "completionTime") is not null && !complete) errors.Invalid("status.completionTime", job.At("status", "completionTime")?.DeepClone(), "cannot set completionTime when there is no Complete=True condition");
    }

    private static bool Has(JsonObject job, string type) =>
        job.Map("status").Maps("conditions").Any(condition => condition.Text("type") == type && condition.Text("status") == "True");
}
