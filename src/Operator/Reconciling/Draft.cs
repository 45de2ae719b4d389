using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Operator.Jobs;
using RL4VLM.Operator.Resources;

namespace RL4VLM.Operator.Reconciling;

/// <summary>A decision in the making: each concern reads what those before it have settled and adds its own.</summary>
internal sealed class Draft
{
    private readonly List<V1Job> create = [];
    private readonly List<StageView> delete = [];
    private readonly List<RunEvent> events = [];
    private readonly List<OperatorSpan> spans = [];
    private readonly SortedSet<int> beginTraces = [];
    private TimeSpan? again;
    private bool deleteRun;
    private (RunStatus Status, RunProgress Progress)? progress;

    public Draft(RunView view)
    {
        View = view;
        Before = RunStatusJson.Read(view.Run.Status);
        Status = Before with { ObservedGeneration = view.Run.Metadata.Generation };
        Stages = StageView.Of(view);
    }

    public RunView View { get; }

    /// <summary>The status as it is stored.</summary>
    public RunStatus Before { get; }

    /// <summary>The status as it will be.</summary>
    public RunStatus Status { get; set; }

    /// <summary>The run's Jobs.</summary>
    public IReadOnlyList<StageView> Stages { get; }

    /// <summary>Valid once the manifest is accepted.</summary>
    public RunManifest Manifest => View.Manifest.Manifest!;

    public ManifestSnapshot? Snapshot { get; set; }

    /// <summary>Progress that <see cref="Status"/> tells.</summary>
    public RunProgress Progress
    {
        get
        {
            if (progress is not { } known || !ReferenceEquals(known.Status.Completed, Status.Completed) || !ReferenceEquals(known.Status.Evaluations, Status.Evaluations) || known.Status.Iteration != Status.Iteration)
            {
                progress = known = (Status, StatusProgress.Read(Manifest, Status));
            }

            return known.Progress;
        }
    }

    public IReadOnlyList<V1Job> Created => create;

    public bool IsFinished => Conditions.IsTrue(Status, Reasons.Succeeded) || Conditions.IsTrue(Status, Reasons.Failed);

    /// <summary>Jobs that run or will: neither finished nor on their way out.</summary>
    public IEnumerable<StageView> Live => Stages.Where(stage => !stage.IsDeleting && !stage.IsFinished && !delete.Contains(stage));

    public void Set(string type, bool holds, string reason, string message) =>
        Status = Conditions.Set(Status, type, holds, reason, message, View.Run.Metadata.Generation, View.Now);

    public void Create(V1Job job) => create.Add(job);

    public void Delete(StageView stage)
    {
        if (!stage.IsDeleting && !delete.Contains(stage)) delete.Add(stage);
    }

    public void DeleteRun() => deleteRun = true;

    /// <param name="reason">CamelCase.</param>
    /// <param name="message">A sentence.</param>
    /// <param name="warning">Warning or Normal.</param>
    /// <param name="about">The stage it is about.</param>
    public void Event(string reason, string message, bool warning = false, StageView? about = null) =>
        events.Add(new RunEvent(warning, reason, message, about is null ? null : Traces.Of(Status, about.Iteration)));

    public void BeginTrace(int iteration) => beginTraces.Add(iteration);

    public void Span(OperatorSpan span) => spans.Add(span);

    /// <summary>Look again after <paramref name="delay"/>, or sooner if somebody else wants that.</summary>
    public void Again(TimeSpan delay)
    {
        if (delay < TimeSpan.FromMilliseconds(100)) delay = TimeSpan.FromMilliseconds(100);
        if (again is null || delay < again) again = delay;
    }

    public Decision ToDecision() => new()
    {
        Snapshot = Snapshot,
        Status = StatusSize.Fit(Status),
        Create = create,
        Delete = [.. delete.Select(stage => stage.Job)],
        DeleteRun = deleteRun,
        Events = events,
        BeginTraces = [.. beginTraces],
        Spans = spans,
        Again = again,
    };
}
