using k8s.Models;

namespace RL4VLM.EndToEnd.Runs;

internal static class StageOwners
{
    /// <summary>UID of the run that controls the Job.</summary>
    public static string? Of(V1Job job) => job.Metadata.OwnerReferences?.SingleOrDefault(owner => owner.Controller == true)?.Uid;
}
