using Microsoft.Extensions.Logging;
using RL4VLM.Core.Logging;
using RL4VLM.Core.Telemetry;

namespace RL4VLM.Core.Stages;

/// <summary>What a stage's process logs of the stage as a whole: its start, its end, and one time why it failed.</summary>
/// <param name="program">Under the program's name.</param>
/// <param name="stage">Under <see cref="ProgramLogs.StageCategory"/>.</param>
/// <param name="clock">Time.</param>
internal sealed class StageLog(ILogger program, ILogger stage, TimeProvider clock)
{
    private bool failed;

    /// <summary>Which stage it is.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> Of(string stage, StageContext context)
    {
        yield return new(LogFields.Run, StageSpans.RunId(context.Manifest));
        yield return new(LogFields.Stage, stage);
        yield return new(LogFields.Iteration, context.Iteration);
        if (stage == StageNames.Collect) yield return new(LogFields.Worker, context.Worker);
        if (stage == StageNames.Evaluate) yield return new(LogFields.Task, context.Task);
    }

    /// <summary>The same stage; what is logged lies in its span.</summary>
    public StageMain Around(string name, StageMain main) => async (context, cancellation) =>
    {
        long start = clock.GetTimestamp();
        stage.LogInformation("{Stage} {Iteration}: begins", name, context.Iteration);
        try
        {
            StageSummary summary = await main(context, cancellation).ConfigureAwait(false);
            stage.LogInformation("{Stage} {Iteration}: done after {Seconds:0.0} s", name, context.Iteration, clock.GetElapsedTime(start).TotalSeconds);
            return summary;
        }
        catch (Exception e)
        {
            Failed(e);
            throw;
        }
    };

    /// <summary>Why; a bug with its stack. Once, whoever asks first.</summary>
    public void Failed(Exception exception)
    {
        if (failed) return;
        failed = true;
        (int code, string message) = StageFailure.Describe(exception);
        using IDisposable? coded = program.With(new KeyValuePair<string, object?>(LogFields.ExitCode, code));
        if (StageFailure.IsBug(exception)) program.Say(LogLevel.Error, "bug", StageFailure.Unwrap(exception));
        else program.Say(LogLevel.Error, message);
    }
}
