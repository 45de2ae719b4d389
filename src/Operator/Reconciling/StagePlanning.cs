using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;
using RL4VLM.Operator.Jobs;

namespace RL4VLM.Operator.Reconciling;

/// <summary>A Job for every stage that is due and has none.</summary>
internal static class StagePlanning
{
    /// <summary>How many evaluations of a task may be under way: more would let status grow when they are slower than training.</summary>
    private const int EvaluationsAtOnce = 3;

    /// <summary>Until an earlier run's Jobs of the same names are gone.</summary>
    private static readonly TimeSpan WaitForNames = TimeSpan.FromSeconds(2);

    public static void Plan(Draft draft)
    {
        var builder = new StageJob(draft.View.Run, draft.Manifest, draft.Status.Images ?? draft.View.Settings.Images, draft.Status.Manifest!, draft.View.Settings);
        string space = draft.View.Run.Metadata.NamespaceProperty, name = draft.View.Run.Metadata.Name;
        foreach (StageRequest request in Limited(draft, draft.Progress))
        {
            if (request.Stage == StageNames.Collect && !TakeBack(draft, request.Iteration)) continue;
            string job = JobNames.Of(space, name, request);
            if (draft.View.Jobs.FirstOrDefault(known => known.Metadata.Name == job) is { } standing)
            {
                // An earlier run's, or one of ours on its way out: its end brings us here again.
                if (StageView.Owner(standing.Metadata) != draft.View.Run.Metadata.Uid || standing.Metadata.DeletionTimestamp is not null) draft.Again(WaitForNames);
                continue;
            }

            draft.Create(builder.Build(request, Traces.For(draft, request.Iteration)));
        }
    }

    /// <summary>Workers were left out under a policy that has since been tightened: collect is open again, once its old Job is gone (whose
    /// failure would else count under the new policy).</summary>
    /// <returns>Whether collect may start.</returns>
    private static bool TakeBack(Draft draft, int iteration)
    {
        CompletedStage[] kept = [.. (draft.Status.Completed ?? []).Where(done => done.Stage != StageNames.Collect || done.Iteration != iteration)];
        if (kept.Length == (draft.Status.Completed ?? []).Count) return true;
        StageView[] old = [.. draft.Stages.Where(stage => stage.Stage == StageNames.Collect && stage.Iteration == iteration)];
        foreach (StageView stage in old) draft.Delete(stage);
        if (old.Length > 0)
        {
            draft.Again(WaitForNames);
            return false;
        }

        draft.Status = draft.Status with { Completed = kept };
        return true;
    }

    private static IEnumerable<StageRequest> Limited(Draft draft, RunProgress progress)
    {
        foreach (StageRequest request in RunPlanner.Next(draft.Manifest, progress).ToArray())
        {
            if (request.Stage == StageNames.Evaluate)
            {
                // The window starts at the first evaluation that is missing, so those done beyond it count too.
                if (!Within(draft.Manifest, progress, request)) continue;
            }
            else if (request.Stage is StageNames.Collect or StageNames.Ppo
                && draft.Stages.Any(stage => stage.Stage == StageNames.Ppo && stage.Iteration == request.Iteration && !stage.IsDeleting && !stage.IsFailed))
            {
                // A ppo under way keeps the workers it started with, whatever failurePolicy says since.
                continue;
            }

            yield return request;
        }
    }

    private static bool Within(RunManifest manifest, RunProgress progress, StageRequest request) => RunPlanner.EvaluatedIterations(manifest)
        .SkipWhile(iteration => progress.Has(StageKey.Evaluate(iteration, request.Task!))).Take(EvaluationsAtOnce).Contains(request.Iteration);
}
