using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Planning;

/// <summary>The only place that knows what comes next (design section 4). Pure: the operator and the command line both ask it.</summary>
public static class RunPlanner
{
    /// <summary>Every stage that may start now and is not done. Empty when the run is complete.</summary>
    public static IReadOnlyList<StageRequest> Next(RunManifest manifest, RunProgress progress)
    {
        if (!progress.Has(StageKey.Initialize)) return [new StageRequest(StageNames.Initialize)];
        if (!progress.Has(StageKey.Demonstrate)) return [new StageRequest(StageNames.Demonstrate)];
        if (!progress.Has(StageKey.Sft)) return [new StageRequest(StageNames.Sft)];

        var due = new List<StageRequest>();
        foreach (int iteration in EvaluatedIterations(manifest))
        {
            if (iteration > 0 && !progress.Has(StageKey.Ppo(iteration))) break;
            foreach (TaskSpec task in manifest.Spec.Tasks)
            {
                if (!progress.Has(StageKey.Evaluate(iteration, task.Name))) due.Add(new StageRequest(StageNames.Evaluate, iteration, Task: task.Name));
            }
        }

        for (int iteration = 1; iteration <= manifest.Spec.Ppo.Iterations; iteration++)
        {
            if (progress.Has(StageKey.Ppo(iteration))) continue;
            due.Add(CollectOrPpo(manifest, progress, iteration));
            break;
        }

        return due;
    }

    /// <summary>Whether nothing is left to do.</summary>
    public static bool IsComplete(RunManifest manifest, RunProgress progress) => Next(manifest, progress).Count == 0;

    /// <summary>Iterations whose checkpoint is evaluated, ascending: 0 (the SFT one), every <c>evaluation.every</c>-th, the last.</summary>
    public static IEnumerable<int> EvaluatedIterations(RunManifest manifest)
    {
        int last = manifest.Spec.Ppo.Iterations, every = manifest.Spec.Evaluation.Every;
        yield return 0;
        for (int iteration = 1; iteration <= last; iteration++)
        {
            if (iteration == last || (every > 0 && iteration % every == 0)) yield return iteration;
        }
    }

    /// <summary>All that a run consists of, in the order one worker would do it.</summary>
    public static IEnumerable<StageKey> AllKeys(RunManifest manifest)
    {
        yield return StageKey.Initialize;
        yield return StageKey.Demonstrate;
        yield return StageKey.Sft;
        HashSet<int> evaluated = [.. EvaluatedIterations(manifest)];
        for (int iteration = 0; iteration <= manifest.Spec.Ppo.Iterations; iteration++)
        {
            if (iteration > 0)
            {
                for (int worker = 0; worker < manifest.Spec.Rollout.Workers; worker++) yield return StageKey.Collect(iteration, worker);
                yield return StageKey.Ppo(iteration);
            }

            if (!evaluated.Contains(iteration)) continue;
            foreach (TaskSpec task in manifest.Spec.Tasks) yield return StageKey.Evaluate(iteration, task.Name);
        }
    }

    private static StageRequest CollectOrPpo(RunManifest manifest, RunProgress progress, int iteration)
    {
        int count = manifest.Spec.Rollout.Workers;
        int minimum = Math.Clamp(manifest.Spec.FailurePolicy.MinimumWorkers ?? count, 1, count);
        int[] done = [.. Enumerable.Range(0, count).Where(worker => progress.Has(StageKey.Collect(iteration, worker)))];
        int[] open = [.. Enumerable.Range(0, count).Except(done).Where(worker => !progress.LeftOut.Contains((iteration, worker)))];
        if (open.Length > 0) return new StageRequest(StageNames.Collect, iteration, open);
        if (done.Length >= minimum) return new StageRequest(StageNames.Ppo, iteration, done.Length == count ? null : done);
        // Too many were left out for the policy as it stands now: they are due again.
        return new StageRequest(StageNames.Collect, iteration, [.. Enumerable.Range(0, count).Except(done)]);
    }
}
