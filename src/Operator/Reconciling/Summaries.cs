using System.Text;
using k8s.Models;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Operator.Reconciling;

/// <summary>What a stage's pods wrote to their termination messages.</summary>
internal static class Summaries
{
    /// <summary>Of every pod that is done and still has it.</summary>
    public static IEnumerable<StageSummary> Of(StageView stage)
    {
        foreach (V1Pod pod in stage.Pods)
        {
            if (PodTimes.Container(pod)?.State?.Terminated is not { ExitCode: 0, Message: { Length: > 0 } message }) continue;
            if (Read(message, pod.Metadata.Name) is { } summary && summary.Stage == stage.Stage && StageKey.Of(summary) with { Worker = null } == new StageKey(stage.Stage, stage.Iteration, null, stage.Task))
            {
                yield return summary;
            }
        }
    }

    private static StageSummary? Read(string message, string pod)
    {
        try
        {
            return CommitJson.ReadSummary(Encoding.UTF8.GetBytes(message), pod);
        }
        catch (StageException)
        {
            // Cut off or overwritten: as good as lost, and treated so.
            return null;
        }
    }
}
