using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;
using RL4VLM.Operator.Reconciling;

namespace RL4VLM.Operator.RunMetrics;

/// <summary>The values of <see cref="RunMetricTable"/> for one run. Pure and level-triggered, as the decisions are: a restarted operator
/// computes the same from the same caches.</summary>
internal static class RunMeasures
{
    private static readonly string[] Stages = [StageNames.Initialize, StageNames.Demonstrate, StageNames.Sft, StageNames.Collect, StageNames.Ppo, StageNames.Evaluate];

    /// <param name="view">The run as the caches have it.</param>
    /// <param name="before">What was known of this very run.</param>
    public static (RunFigures Figures, IReadOnlyList<RunMeasurement> Values) Of(RunView view, RunFigures before)
    {
        RunStatus status = RunStatusJson.Read(view.Run.Status);
        IReadOnlyList<StageView> stages = StageView.Of(view);
        RunFigures figures = before.With(stages, status);
        return (figures, [.. OfRun(view, status, stages, figures), .. OfPods(status, stages), .. OfStarts(figures), .. Said(figures), .. EvaluationMeasures.Of(status, figures)]);
    }

    private static IEnumerable<RunMeasurement> OfRun(RunView view, RunStatus status, IReadOnlyList<StageView> stages, RunFigures figures)
    {
        if (status.Iteration is { } iteration) yield return new(RunMetricTable.Iteration, iteration);
        if (view.Manifest.Manifest is { } manifest) yield return new(RunMetricTable.Iterations, manifest.Spec.Ppo.Iterations);
        yield return new(RunMetricTable.Active, IsActive(view, status, stages) ? 1 : 0);
        if (Conditions.IsTrue(status, Reasons.Failed))
        {
            (string stage, string code) = figures.Failure ?? (RunMetricTable.None, RunMetricTable.None);
            yield return new(RunMetricTable.Failed, 1) { Stage = stage, Code = code };
        }

        // A run that is continued starts again.
        DateTimeOffset? last = figures.LastCompletion > (status.StartTime ?? DateTimeOffset.MinValue) ? figures.LastCompletion : status.StartTime;
        if (last is { } time) yield return new(RunMetricTable.LastCompletion, time.ToUnixTimeSeconds());
        yield return new(RunMetricTable.Restarts, status.Restarts ?? 0);
        yield return new(RunMetricTable.GpuTime, status.GpuSeconds ?? 0);
    }

    private static bool IsActive(RunView view, RunStatus status, IReadOnlyList<StageView> stages)
    {
        if (!Conditions.IsTrue(status, Reasons.Accepted) || Conditions.IsTrue(status, Reasons.Succeeded) || Conditions.IsTrue(status, Reasons.Failed)) return false;
        if (view.Manifest.Manifest?.Spec.Lifecycle.Suspend != false) return false;
        StageView[] live = [.. stages.Where(stage => !stage.IsDeleting && !stage.IsFinished)];
        return live.Length == 0 || live.Any(stage => !stage.IsWaitingInQueue);
    }

    /// <summary>Also of stages that are over, so that a timeline of them ends.</summary>
    private static IEnumerable<RunMeasurement> OfPods(RunStatus status, IReadOnlyList<StageView> stages)
    {
        foreach (string name in Stages)
        {
            if (!Had(name, status, stages)) continue;
            StageView[] jobs = [.. stages.Where(stage => stage.Stage == name)];
            yield return new(RunMetricTable.Pods, jobs.Sum(Running)) { Stage = name };
            yield return new(RunMetricTable.PodsWaiting, jobs.Where(job => !job.IsFinished && !job.IsDeleting).Sum(Waiting)) { Stage = name };
        }
    }

    private static bool Had(string name, RunStatus status, IReadOnlyList<StageView> stages) =>
        stages.Any(stage => stage.Stage == name) || (status.Completed ?? []).Any(stage => stage.Stage == name) || name switch
        {
            StageNames.Collect or StageNames.Ppo => status.Iteration > 0,
            StageNames.Evaluate => (status.Evaluations ?? []).Any(task => task.Latest is not null),
            _ => status.Iteration is not null,
        };

    private static int Running(StageView job) => job.Pods.Count(pod => pod.Status?.Phase == "Running");

    private static int Waiting(StageView job)
    {
        V1JobStatus? status = job.Job.Status;
        // The Job may not have counted yet what its pods already tell.
        int done = Math.Max(status?.Succeeded ?? 0, job.Pods.Count(pod => pod.Status?.Phase == "Succeeded"));
        return Math.Max(0, (job.Job.Spec.Completions ?? 1) - done - StageView.Indexes(status?.FailedIndexes).Count - Running(job));
    }

    private static IEnumerable<RunMeasurement> OfStarts(RunFigures figures)
    {
        foreach ((string stage, StartFigures start) in figures.Starts)
        {
            yield return new(RunMetricTable.QueueTime, start.Queue.TotalSeconds) { Stage = stage };
            if (start.Start is { } time) yield return new(RunMetricTable.StartTime, time.TotalSeconds) { Stage = stage };
        }
    }

    /// <summary>A measure without a stage is the run's: of those who have it the last in a run's course says it.</summary>
    private static IEnumerable<RunMeasurement> Said(RunFigures figures)
    {
        var ofRun = new Dictionary<string, RunMeasurement>();
        foreach (((string stage, _), StageFigures said) in figures.Said.OrderBy(entry => Array.IndexOf(Stages, entry.Key.Stage)))
        {
            foreach (RunMeasurement value in said.Values)
            {
                if (value.Stage is not null) yield return value;
                else if (stage != StageNames.Evaluate) ofRun[value.Metric] = value;
            }
        }

        foreach (RunMeasurement value in ofRun.Values) yield return value;
    }
}
