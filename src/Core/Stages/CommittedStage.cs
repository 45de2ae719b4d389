using System.Diagnostics;
using Microsoft.Extensions.Logging;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Telemetry;

namespace RL4VLM.Core.Stages;

/// <summary>Does a stage's work once: a rerun finds the commit and gives the summary stored with it.</summary>
public static class CommittedStage
{
    /// <summary>How long a commit may still take once the process is told to stop: within the 30 seconds that Kubernetes grants.</summary>
    private static readonly TimeSpan CommitGrace = TimeSpan.FromSeconds(20);

    /// <summary>Returns the stored summary when <paramref name="output"/> is committed; otherwise runs
    /// <paramref name="work"/>, which writes files below the attempt's folder and returns the summary, and commits.</summary>
    /// <param name="context">The stage's context.</param>
    /// <param name="output">The artifact the stage makes.</param>
    /// <param name="work">Writes the artifact's files into the folder given.</param>
    /// <param name="cancellation">Honoured by the work at its safe points; a finished work is committed all the same, if storage lets it within some seconds.</param>
    public static async Task<StageSummary> RunAsync(
        StageContext context, ArtifactName output, Func<string, CancellationToken, Task<StageSummary>> work, CancellationToken cancellation)
    {
        if (await context.Store.TryGetCommitAsync(output, cancellation).ConfigureAwait(false) is { } existing)
        {
            context.Log.LogInformation("{Artifact} is committed already; its summary is given again", output.Path);
            StageMetrics.Record(context.Manifest, existing.Summary, again: true);
            return existing.Summary;
        }

        await using IArtifactAttempt attempt = await context.Store.BeginAsync(output, cancellation).ConfigureAwait(false);
        StageSummary summary = await work(attempt.Directory, cancellation).ConfigureAwait(false);
        using var late = new CancellationTokenSource(Timeout.InfiniteTimeSpan, context.Clock);
        await using CancellationTokenRegistration stop = cancellation.Register(() => late.CancelAfter(CommitGrace));
        using Activity? committing = StageSpans.StartArtifact(SpanNames.Commit, output);
        Commit commit = await attempt.CommitAsync(summary with { Artifacts = [output.Path] }, late.Token).ConfigureAwait(false);
        context.Log.LogInformation("committed {Artifact}, attempt {Attempt}", output.Path, commit.Attempt);
        StageMetrics.Record(context.Manifest, commit.Summary, again: false);
        return commit.Summary;
    }
}
