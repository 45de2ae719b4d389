using System.Diagnostics;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Telemetry;

/// <summary>Runs a stage under its span.</summary>
public static class ObservedStage
{
    /// <param name="stage">One of <see cref="StageNames"/>.</param>
    /// <param name="main">The stage.</param>
    /// <param name="context">Its context.</param>
    /// <param name="parent">Where its trace begins; default when there is none.</param>
    /// <param name="cancellation">Given to the stage.</param>
    public static async Task<StageSummary> RunAsync(string stage, StageMain main, StageContext context, ActivityContext parent, CancellationToken cancellation)
    {
        long start = context.Clock.GetTimestamp();
        int code = ExitCodes.Done;
        using Activity? span = StageSpans.StartStage(stage, context, parent);
        try
        {
            return await main(context, cancellation).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            (code, string message) = StageFailure.Describe(e);
            StageSpans.Fail(span, code, message);
            throw;
        }
        finally
        {
            StageMetrics.RecordDuration(stage, context, context.Clock.GetElapsedTime(start), code);
        }
    }
}
