using System.Diagnostics;
using System.Globalization;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Telemetry;

/// <summary>Makes spans. Everything here costs next to nothing when nobody listens.</summary>
public static class StageSpans
{
    public const string SourceName = "RL4VLM";

    public static ActivitySource Source { get; } = new(SourceName, typeof(StageSpans).Assembly.GetName().Version?.ToString(3));

    /// <summary>A part of the stage at work, on this thread of control.</summary>
    public static Activity? Start(string name) => Source.StartActivity(name);

    public static Activity? StartArtifact(string name, ArtifactName artifact) => Source.StartActivity(name)?.SetTag(AttributeNames.Artifact, artifact.Path);

    /// <summary>A span that overlaps others: it does not become the current one.</summary>
    public static Activity? StartBeside(string name, ActivityContext parent)
    {
        Activity? current = Activity.Current;
        Activity? span = Source.StartActivity(name, ActivityKind.Internal, parent);
        Activity.Current = current;
        return span;
    }

    /// <summary>Ends a span of <see cref="StartBeside"/>.</summary>
    public static void StopBeside(Activity span)
    {
        Activity? current = Activity.Current;
        span.Stop();
        Activity.Current = current;
    }

    /// <summary>A span that is over already, known by its times alone.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="parent">What it lies under, however long ago that ended.</param>
    /// <param name="start">When it began.</param>
    /// <param name="end">When it ended; not before <paramref name="start"/>.</param>
    /// <param name="attributes">Its attributes.</param>
    public static void Record(string name, ActivityContext parent, DateTimeOffset start, DateTimeOffset end, IEnumerable<KeyValuePair<string, object?>> attributes)
    {
        Activity? current = Activity.Current;
        using (Activity? span = Source.StartActivity(name, ActivityKind.Internal, parent, attributes, startTime: start)) span?.SetEndTime(end.UtcDateTime);
        Activity.Current = current;
    }

    /// <summary>Begins a trace: a span that is over at once.</summary>
    /// <param name="manifest">Names the run.</param>
    /// <param name="iteration">0 for the setup.</param>
    /// <param name="predecessor">A span of the trace before; default when there is none.</param>
    /// <returns>The parent of every stage of the iteration; default when nobody listens.</returns>
    public static ActivityContext BeginIteration(RunManifest manifest, int iteration, ActivityContext predecessor)
    {
        Activity? current = Activity.Current;
        Activity.Current = null;
        ActivityLink[] links = predecessor == default ? [] : [new ActivityLink(predecessor)];
        using Activity? root = Source.StartActivity(SpanNames.IterationStart, ActivityKind.Internal, default(ActivityContext), links: links);
        root?.SetTag(AttributeNames.Run, RunId(manifest)).SetTag(AttributeNames.Iteration, iteration).Stop();
        Activity.Current = current;
        return root?.Context ?? default;
    }

    /// <summary>What <c>_commit.json</c> keeps: the stage's span, not the part of it that commits.</summary>
    internal static string? CommitContext()
    {
        Activity? span = Activity.Current;
        while (span?.Parent is { } parent && parent.Source == Source) span = parent;
        return span?.Id;
    }

    /// <summary>Links the current span to the stages that committed <paramref name="artifacts"/>.</summary>
    public static async Task LinkAsync(IArtifactStore store, IEnumerable<ArtifactName> artifacts, CancellationToken cancellation)
    {
        if (Activity.Current is not { IsAllDataRequested: true } span || span.Source != Source) return;
        foreach (ArtifactName artifact in artifacts)
        {
            Commit? commit = await store.TryGetCommitAsync(artifact, cancellation).ConfigureAwait(false);
            if (Parse(commit?.TraceContext) is { } context) span.AddLink(new ActivityLink(context));
        }
    }

    /// <summary>Null for anything that is no W3C trace context.</summary>
    public static ActivityContext? Parse(string? traceContext) =>
        ActivityContext.TryParse(traceContext, null, isRemote: true, out ActivityContext context) ? context : null;

    internal static Activity? StartStage(string stage, StageContext context, ActivityContext parent)
    {
        Activity? span = Source.StartActivity(SpanNames.Stage(stage), ActivityKind.Internal, parent);
        return Describe(span, stage, context);
    }

    /// <summary>What a process does before its stage begins: from its start until now. Only where a stage was given its trace.</summary>
    internal static void RecordStartup(string stage, StageContext context, ActivityContext parent, DateTimeOffset start)
    {
        if (parent == default || !Source.HasListeners()) return;
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using Activity? span = Source.StartActivity(SpanNames.Startup, ActivityKind.Internal, parent, startTime: start < now ? start : now);
        Describe(span, stage, context);
    }

    private static Activity? Describe(Activity? span, string stage, StageContext context)
    {
        if (span is not { IsAllDataRequested: true }) return span;
        span.SetTag(AttributeNames.Run, RunId(context.Manifest)).SetTag(AttributeNames.Stage, stage).SetTag(AttributeNames.Iteration, context.Iteration);
        if (stage == StageNames.Collect) span.SetTag(AttributeNames.Worker, context.Worker);
        if (stage == StageNames.Evaluate) span.SetTag(AttributeNames.Task, context.Task);
        return span;
    }

    internal static void Fail(Activity? span, int exitCode, string message) =>
        span?.SetStatus(ActivityStatusCode.Error, message.Split('\n')[0]).SetTag(AttributeNames.ErrorType, exitCode.ToString(CultureInfo.InvariantCulture));

    internal static string RunId(RunManifest manifest) =>
        manifest.Metadata.Namespace is { Length: > 0 } space ? $"{space}/{manifest.Metadata.Name}" : manifest.Metadata.Name;
}
