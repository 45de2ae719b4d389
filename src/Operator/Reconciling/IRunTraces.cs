using RL4VLM.Core.Manifest;

namespace RL4VLM.Operator.Reconciling;

/// <summary>Makes the spans that decisions ask for.</summary>
public interface IRunTraces
{
    /// <summary>Whether anybody listens. If not, no trace begins and no status has any.</summary>
    bool IsOn { get; }

    /// <summary>Begins the trace of an iteration.</summary>
    /// <param name="manifest">Names the run.</param>
    /// <param name="iteration">0 for the setup.</param>
    /// <param name="predecessor">Trace of the one before; null when there is none.</param>
    /// <returns>Its W3C trace context; null when nobody listens after all.</returns>
    string? Begin(RunManifest manifest, int iteration, string? predecessor);

    /// <summary>Waits until what has begun is exported, or until that has taken too long.</summary>
    Task ExportedAsync(CancellationToken cancellation);

    void Record(OperatorSpan span, DateTimeOffset now);
}

/// <summary>Telemetry is off.</summary>
internal sealed class NoTraces : IRunTraces
{
    public static NoTraces Instance { get; } = new();

    public bool IsOn => false;

    public string? Begin(RunManifest manifest, int iteration, string? predecessor) => null;

    public Task ExportedAsync(CancellationToken cancellation) => Task.CompletedTask;

    public void Record(OperatorSpan span, DateTimeOffset now)
    {
    }
}
