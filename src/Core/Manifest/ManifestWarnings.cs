using System.Globalization;

namespace RL4VLM.Core.Manifest;

/// <summary>What is allowed but probably not meant.</summary>
internal static class ManifestWarnings
{
    public static IEnumerable<ManifestProblem> Of(RunManifest manifest)
    {
        RunSpec spec = manifest.Spec;
        long slots = (long)spec.Rollout.Workers * spec.Rollout.Environments;
        for (int i = 0; i < spec.Tasks.Count; i++)
        {
            // Slots and steps are shared among the tasks by the same weights, so that the weights cancel out.
            if (LongestEpisode(spec.Tasks[i]) is not { } limit || slots * limit <= 2L * spec.Ppo.StepsPerIteration) continue;
            yield return new ManifestProblem("spec.ppo.stepsPerIteration",
                $"{Text(spec.Rollout.Workers)} workers × {Text(spec.Rollout.Environments)} environments × up to {Text(limit)} steps of {spec.Tasks[i].Name} are more than twice the {Text(spec.Ppo.StepsPerIteration)} steps of an iteration",
                "most of a batch would be overrun: lower spec.rollout.workers or spec.rollout.environments, or raise stepsPerIteration");
        }

        if (spec.Model is { Dtype: DataType.Bfloat16, Device: DeviceKind.Cpu })
        {
            yield return new ManifestProblem("spec.model.dtype", "found bfloat16 with device: cpu", "bfloat16 is slow and coarse there; float32 is meant for the CPU");
        }

        if (spec.Ppo.LearningRate.Schedule != LearningRateSchedule.Constant && spec.Ppo.LearningRate.Steps < spec.Ppo.Iterations)
        {
            yield return new ManifestProblem("spec.ppo.learningRate.steps", $"the schedule ends after {Text(spec.Ppo.LearningRate.Steps)} of {Text(spec.Ppo.Iterations)} iterations",
                "set steps to spec.ppo.iterations unless that is meant");
        }
    }

    /// <summary>A task's time limit in steps; Blackjack's is what the rules allow in practice; unknown for tasks of one's own.</summary>
    private static int? LongestEpisode(TaskSpec task) => task.Name switch
    {
        "numberline" => 2 * task.Options.MaxPosition,
        "ezpoints" => 7,
        "points24" => 22,
        "blackjack" => 10,
        "alfworld" => 52,
        _ => null,
    };

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
