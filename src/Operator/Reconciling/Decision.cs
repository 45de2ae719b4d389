using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.Operator.Jobs;

namespace RL4VLM.Operator.Reconciling;

/// <summary>What is to be done for a run, in this order: snapshot, status, Jobs created, Jobs deleted, run deleted, events.</summary>
public sealed record Decision
{
    /// <summary>Nothing at all, not even a status.</summary>
    public static Decision LeaveAlone { get; } = new();

    /// <summary>Snapshot that has to exist before the status names it, and before a Job that mounts it.</summary>
    public ManifestSnapshot? Snapshot { get; init; }

    /// <summary>The status as it should be; null: as it is.</summary>
    public RunStatus? Status { get; init; }

    public IReadOnlyList<V1Job> Create { get; init; } = [];

    /// <summary>Jobs to delete (foreground), only after the status is written.</summary>
    public IReadOnlyList<V1Job> Delete { get; init; } = [];

    public bool DeleteRun { get; init; }

    public IReadOnlyList<RunEvent> Events { get; init; } = [];

    /// <summary>Iterations whose Jobs are about to be created and that have no trace yet, ascending. Where traces are wanted they begin, and are in the
    /// next view: this decision is not to be carried out. Where not, it is.</summary>
    public IReadOnlyList<int> BeginTraces { get; init; } = [];

    /// <summary>Spans of what the status now says.</summary>
    public IReadOnlyList<OperatorSpan> Spans { get; init; } = [];

    /// <summary>When to look again if nothing happens before.</summary>
    public TimeSpan? Again { get; init; }
}

/// <summary>An event on the run.</summary>
/// <param name="Warning">Warning or Normal.</param>
/// <param name="Reason">CamelCase.</param>
/// <param name="Message">A sentence.</param>
/// <param name="TraceParent">Trace of the iteration it is about; null when it is about none, or telemetry is off.</param>
public sealed record RunEvent(bool Warning, string Reason, string Message, string? TraceParent = null);
