using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;

namespace RL4VLM.Operator.Reconciling;

/// <summary>The iterations' traces: which are to begin, and which the status keeps.</summary>
internal static class Traces
{
    /// <summary>The trace that a status knows; null when it knows none, as with telemetry off.</summary>
    public static string? Of(RunStatus status, int iteration) => status.Traces?.FirstOrDefault(trace => trace.Iteration == iteration)?.TraceParent;

    /// <summary>The trace of a Job that is about to be created. One that has begun and that the status does not know yet goes into it; where none
    /// has, the decision says so.</summary>
    public static string? For(Draft draft, int iteration)
    {
        if (Of(draft.Status, iteration) is { } known) return known;
        if (draft.View.Begun is not { } all || !all.TryGetValue(iteration, out string? begun))
        {
            draft.BeginTrace(iteration);
            return null;
        }

        IterationTrace[] traces = [.. draft.Status.Traces ?? [], new IterationTrace { Iteration = iteration, TraceParent = begun }];
        draft.Status = draft.Status with { Traces = [.. traces.OrderBy(trace => trace.Iteration)] };
        return begun;
    }

    /// <summary>Keeps those of iterations that are not over, and the latest, which the next one links to. Where evaluations lag behind so far
    /// that they are too many, the oldest are kept: theirs is the next evaluation.</summary>
    public static void Prune(Draft draft)
    {
        if (draft.Status.Traces is not { Count: > 1 } traces) return;
        RunProgress progress = draft.Progress;
        HashSet<int> evaluated = [.. RunPlanner.EvaluatedIterations(draft.Manifest)];
        IterationTrace[] kept = [.. traces.SkipLast(1).Where(trace => !IsOver(trace.Iteration)).Take(RunStatus.MaximumTraces - 1), traces[^1]];
        if (kept.Length < traces.Count) draft.Status = draft.Status with { Traces = kept };

        bool IsOver(int iteration) => progress.Has(iteration == 0 ? StageKey.Sft : StageKey.Ppo(iteration))
            && (!evaluated.Contains(iteration) || draft.Manifest.Spec.Tasks.All(task => progress.Has(StageKey.Evaluate(iteration, task.Name))));
    }
}
