using System.Globalization;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;

namespace RL4VLM.Otlp;

/// <summary>How much of a trace's time, from its root to its last span's end, is within a stage or on the way to one or from one.</summary>
public sealed record TraceCoverage(int Iteration, TimeSpan Whole, TimeSpan Covered)
{
    public double Share => Covered / Whole;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"iteration {Iteration}: {Share:0.0000} of {Whole.TotalSeconds:0.00} s, {(Whole - Covered).TotalMilliseconds:0} ms uncovered");
}

/// <summary>What has to hold of the spans of a whole run, local or in a cluster, whoever was killed in it.</summary>
/// <param name="spans">All that a collector got.</param>
public sealed class TraceReport(IReadOnlyList<ReceivedSpan> spans)
{
    /// <summary>From the start of a stage's process to its span, where a process is a stage.</summary>
    public const string Startup = "rl4vlm.startup";

    private static readonly HashSet<string> Timeline =
    [
        .. new[] { StageNames.Initialize, StageNames.Demonstrate, StageNames.Sft, StageNames.Collect, StageNames.Ppo, StageNames.Evaluate }.Select(SpanNames.Stage),
        Startup, SpanNames.Job, SpanNames.Queue, SpanNames.PodStart, SpanNames.Status,
    ];

    /// <summary>The iterations' first spans by time.</summary>
    public IReadOnlyList<ReceivedSpan> Roots { get; } = [.. spans.Where(span => span.Name == SpanNames.IterationStart).OrderBy(root => root.Start)];

    public IEnumerable<ReceivedSpan> Named(string name) => spans.Where(span => span.Name == name);

    public static int IterationOf(ReceivedSpan span) => int.Parse(span.Attributes[AttributeNames.Iteration], CultureInfo.InvariantCulture);

    /// <summary>Spans received twice, whose parent is missing, or that have none and are no root.</summary>
    public IEnumerable<string> Orphans()
    {
        foreach (IGrouping<string, ReceivedSpan> same in spans.GroupBy(span => span.Id).Where(same => same.Count() > 1)) yield return $"{same.First().Name} {same.Key} arrived {same.Count()} times";
        Dictionary<string, ReceivedSpan> byId = spans.DistinctBy(span => span.Id).ToDictionary(span => span.Id);
        foreach (ReceivedSpan span in spans)
        {
            if (span.Parent.Length == 0 && span.Name != SpanNames.IterationStart) yield return $"{span.Name} {span.Id} has no parent";
            else if (span.Parent.Length > 0 && !byId.ContainsKey(span.Parent)) yield return $"the parent {span.Parent} of {span.Name} {span.Id} did not arrive";
            else if (span.Parent.Length > 0 && byId[span.Parent].Trace != span.Trace) yield return $"{span.Name} {span.Id} is in another trace than its parent";
        }
    }

    /// <summary>Where setup and iterations are not one trace each that links to the one before.</summary>
    public IEnumerable<string> WrongTraces(int iterations)
    {
        int[] begun = [.. Roots.Select(IterationOf)];
        if (!begun.SequenceEqual(Enumerable.Range(0, iterations + 1))) yield return $"traces of iterations {string.Join(", ", begun)}, not of 0 to {iterations} once each";
        for (int i = 0; i < Roots.Count; i++)
        {
            string[] wanted = i == 0 ? [] : [Roots[i - 1].Id];
            if (!Roots[i].Links.SequenceEqual(wanted)) yield return $"iteration {begun[i]} links to {string.Join(", ", Roots[i].Links)}, not to {string.Join(", ", wanted)}";
        }

        Dictionary<string, int> traces = Roots.DistinctBy(root => root.Trace).ToDictionary(root => root.Trace, IterationOf);
        foreach (ReceivedSpan span in spans)
        {
            if (!traces.TryGetValue(span.Trace, out int iteration)) yield return $"{span.Name} {span.Id} is in a trace without a root";
            else if (span.Attributes.ContainsKey(AttributeNames.Iteration) && IterationOf(span) != iteration) yield return $"{span.Name} of iteration {IterationOf(span)} is in the trace of {iteration}";
        }
    }

    /// <summary>Updates that do not link to each collect of their iteration, and to nothing else.</summary>
    public IEnumerable<string> WrongLinks(int workers)
    {
        foreach (ReceivedSpan update in Named(SpanNames.Stage(StageNames.Ppo)))
        {
            string[] collects = [.. Named(SpanNames.Stage(StageNames.Collect)).Where(span => span.Trace == update.Trace).Select(span => span.Id).Order()];
            if (collects.Length != workers) yield return $"iteration {IterationOf(update)} has {collects.Length} collect spans, not {workers}";
            if (!update.Links.Order().SequenceEqual(collects)) yield return $"ppo {IterationOf(update)} links to {string.Join(", ", update.Links)}, not to {string.Join(", ", collects)}";
        }
    }

    public IReadOnlyList<TraceCoverage> Coverage() => [.. Roots.Select(root =>
    {
        ReceivedSpan[] trace = [.. spans.Where(span => span.Trace == root.Trace)];
        ulong end = trace.Max(span => span.End), at = root.Start, covered = 0;
        foreach (ReceivedSpan span in trace.Where(span => Timeline.Contains(span.Name)).OrderBy(span => span.Start))
        {
            if (span.End <= at) continue;
            covered += span.End - Math.Max(at, span.Start);
            at = span.End;
        }

        return new TraceCoverage(IterationOf(root), Nanoseconds(end - root.Start), Nanoseconds(covered));
    })];

    /// <summary>The timeline of every trace, for whoever looks for what is not covered.</summary>
    public IEnumerable<string> Describe() => Roots.SelectMany(root => spans.Where(span => span.Trace == root.Trace && (Timeline.Contains(span.Name) || span == root)).OrderBy(span => span.Start).Select(span =>
        string.Create(CultureInfo.InvariantCulture, $"{IterationOf(root)}: {Seconds(span.Start, root.Start):0.000} to {Seconds(span.End, root.Start):0.000} {span.Name} {span.Attributes.GetValueOrDefault(AttributeNames.Stage)} {span.Attributes.GetValueOrDefault(AttributeNames.Worker)}")));

    private static double Seconds(ulong time, ulong origin) => ((double)time - origin) / 1e9;

    private static TimeSpan Nanoseconds(ulong time) => TimeSpan.FromTicks((long)time / 100);
}
