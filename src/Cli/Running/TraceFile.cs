using System.Diagnostics;
using RL4VLM.Core.Telemetry;

namespace RL4VLM.Cli.Running;

/// <summary>Appends spans to a file as OTLP JSON: one export request per line, a line whenever a stage ends, so that a killed run
/// leaves a usable file.</summary>
public sealed class TraceFile : IDisposable
{
    private readonly Lock gate = new();
    private readonly string path;
    private readonly TextWriter error;
    private readonly FileStream file;
    private readonly ActivityListener listener;
    private readonly List<Activity> ended = [];
    private bool failed;

    /// <param name="path">Created when it is not there.</param>
    /// <param name="error">Told once when it cannot be written any more.</param>
    public TraceFile(string path, TextWriter error)
    {
        (this.path, this.error) = (path, error);
        file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StageSpans.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Stopped,
        };
        ActivitySource.AddActivityListener(listener);
    }

    public void Dispose()
    {
        listener.Dispose();
        lock (gate) Write();
        file.Dispose();
    }

    private void Stopped(Activity span)
    {
        lock (gate)
        {
            ended.Add(span);
            if (span.GetTagItem(AttributeNames.Stage) is not null) Write();
        }
    }

    private void Write()
    {
        if (ended.Count == 0 || failed) return;
        try
        {
            file.Write(OtlpJson.Request(ended));
            file.Flush();
        }
        catch (IOException e)
        {
            failed = true;
            error.WriteLine($"rl4vlm: --trace {path}: {e.Message}; the run goes on without");
        }

        ended.Clear();
    }
}
