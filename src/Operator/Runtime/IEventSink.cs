using k8s.Models;

namespace RL4VLM.Operator.Runtime;

/// <summary>Where an <see cref="EventRecorder"/> sends to.</summary>
public interface IEventSink
{
    Task CreateAsync(Corev1Event first, CancellationToken cancellation);

    /// <summary>Sets an event's count and last time.</summary>
    /// <returns>false when the event is gone.</returns>
    Task<bool> RepeatAsync(string @namespace, string name, int count, DateTime last, CancellationToken cancellation);
}
