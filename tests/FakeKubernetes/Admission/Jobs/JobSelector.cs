using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Admission.Jobs;

/// <summary>The labels by which a Job knows its pods.</summary>
internal static class JobSelector
{
    public const string Uid = "batch.kubernetes.io/controller-uid";
    public const string Name = "batch.kubernetes.io/job-name";
    public const string LegacyUid = "controller-uid";
    public const string LegacyName = "job-name";

    public static void Generate(JsonObject job)
    {
        string uid = job.At("metadata", "uid").AsText()!;
        string name = job.At("metadata", "name").AsText() ?? "";
        JsonObject spec = job.Map("spec")!;
        JsonObject labels = spec.Map("template")!.Ensure("metadata").Ensure("labels");
        labels[Uid] ??= uid;
        labels[LegacyUid] ??= uid;
        labels[Name] ??= name;
        labels[LegacyName] ??= name;
        JsonObject selector = spec.Ensure("selector").Ensure("matchLabels");
        selector[Uid] ??= uid;
    }
}
