using System.Collections.Immutable;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Operator.Reconciling;

/// <summary>A run's progress to and from its status. Status keeps watermarks (the last ppo iteration, and per task the last evaluation up to
/// which all are done) and lists only what is done beyond them, so that it does not grow with the run.</summary>
internal static class StatusProgress
{
    public static RunProgress Read(RunManifest manifest, RunStatus status)
    {
        ImmutableHashSet<StageKey>.Builder completed = ImmutableHashSet.CreateBuilder<StageKey>();
        ImmutableHashSet<(int, int)>.Builder leftOut = ImmutableHashSet.CreateBuilder<(int, int)>();
        if (status.Iteration is { } last)
        {
            completed.UnionWith([StageKey.Initialize, StageKey.Demonstrate, StageKey.Sft]);
            for (int iteration = 1; iteration <= last; iteration++) completed.Add(StageKey.Ppo(iteration));
        }

        foreach (TaskEvaluations task in status.Evaluations ?? [])
        {
            // Iterations that a smaller ppo.iterations made the last one are evaluated, too, and harmless here.
            for (int iteration = 0; iteration <= (task.EvaluatedThrough ?? -1); iteration++) completed.Add(StageKey.Evaluate(iteration, task.Task));
        }

        foreach (CompletedStage stage in status.Completed ?? [])
        {
            if (stage.Stage != StageNames.Collect)
            {
                completed.Add(new StageKey(stage.Stage, stage.Iteration, null, stage.Task));
                continue;
            }

            for (int worker = 0; worker < manifest.Spec.Rollout.Workers; worker++)
            {
                if (stage.Workers is null || stage.Workers.Contains(worker)) completed.Add(StageKey.Collect(stage.Iteration, worker));
                else leftOut.Add((stage.Iteration, worker));
            }
        }

        return new RunProgress(completed.ToImmutable(), leftOut.ToImmutable());
    }

    /// <summary>The status with <paramref name="stage"/> done.</summary>
    public static RunStatus With(RunManifest manifest, RunStatus status, CompletedStage stage)
    {
        status = status with { Completed = [.. status.Completed ?? [], stage] };
        if (stage.Stage == StageNames.Ppo) status = status with { Iteration = Math.Max(stage.Iteration, status.Iteration ?? 0) };
        if (status.Iteration is null && Has(StageNames.Initialize) && Has(StageNames.Demonstrate) && Has(StageNames.Sft)) status = status with { Iteration = 0 };
        status = WithWatermarks(manifest, status);
        return status with { Completed = [.. status.Completed!.Where(done => !IsImplied(done, status))] };

        bool Has(string name) => status.Completed!.Any(done => done.Stage == name);
    }

    private static RunStatus WithWatermarks(RunManifest manifest, RunStatus status)
    {
        CompletedStage[] evaluated = [.. status.Completed!.Where(done => done.Stage == StageNames.Evaluate)];
        if (evaluated.Length == 0) return status;
        var tasks = (status.Evaluations ?? []).ToList();
        foreach (string task in evaluated.Select(done => done.Task!).Distinct())
        {
            int at = tasks.FindIndex(known => known.Task == task);
            TaskEvaluations entry = at < 0 ? new TaskEvaluations { Task = task } : tasks[at];
            int through = entry.EvaluatedThrough ?? -1;
            foreach (int iteration in RunPlanner.EvaluatedIterations(manifest).Where(iteration => iteration > through))
            {
                if (!evaluated.Any(done => done.Task == task && done.Iteration == iteration)) break;
                through = iteration;
            }

            entry = entry with { EvaluatedThrough = through < 0 ? null : through };
            if (at < 0) tasks.Add(entry);
            else tasks[at] = entry;
        }

        return status with { Evaluations = tasks };
    }

    private static bool IsImplied(CompletedStage done, RunStatus status) => done.Stage switch
    {
        StageNames.Collect or StageNames.Ppo => done.Iteration <= (status.Iteration ?? 0),
        StageNames.Evaluate => done.Iteration <= (status.Evaluations?.FirstOrDefault(task => task.Task == done.Task)?.EvaluatedThrough ?? -1),
        _ => status.Iteration is not null,
    };
}
