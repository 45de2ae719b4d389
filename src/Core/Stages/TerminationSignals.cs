using System.Runtime.InteropServices;

namespace RL4VLM.Core.Stages;

/// <summary>Turns SIGTERM and SIGINT into a cancellation, so that a stage stops at its next safe point. A second SIGINT ends the process at once.</summary>
public sealed class TerminationSignals : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;

    public TerminationSignals() => registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
    ];

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations) registration.Dispose();
        source.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        if (context.Signal == PosixSignal.SIGINT && source.IsCancellationRequested) return;
        context.Cancel = true;
        source.Cancel();
    }
}
