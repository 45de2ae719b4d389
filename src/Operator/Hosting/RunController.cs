using k8s.Autorest;
using Microsoft.Extensions.Logging;
using RL4VLM.Operator.Reconciling;
using RL4VLM.Operator.Runtime;
using RL4VLM.Operator.Runtime.Health;
using RL4VLM.Operator.Runtime.Metrics;

namespace RL4VLM.Operator.Hosting;

/// <summary>Workers that take runs from the queue; one run is never with two of them.</summary>
public sealed class RunController(
    WorkQueue<ObjectKey> queue, RunReconciler reconciler, ReconcileActivity activity, OperatorMetrics metrics, TimeProvider clock, ILogger logger)
{
    public Task RunAsync(int workers, CancellationToken cancellation) =>
        Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync(cancellation), cancellation)));

    private async Task WorkAsync(CancellationToken cancellation)
    {
        while (true)
        {
            ObjectKey key = await queue.TakeAsync(cancellation).ConfigureAwait(false);
            try
            {
                await OneAsync(key, cancellation).ConfigureAwait(false);
            }
            finally
            {
                queue.Done(key);
            }
        }
    }

    private async Task OneAsync(ObjectKey key, CancellationToken cancellation)
    {
        long start = clock.GetTimestamp();
        bool failed = false;
        using IDisposable watched = activity.Begin(key);
        try
        {
            ReconcileResult result = await reconciler.ReconcileAsync(key, cancellation).ConfigureAwait(false);
            if (result.Conflict)
            {
                queue.AddRateLimited(key);
                return;
            }

            queue.Forget(key);
            if (result.Again is { } delay) queue.AddAfter(key, delay);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            failed = true;
            // The API's own words, where it has answered; a stack trace only for what nobody foresaw.
            if (e is HttpOperationException http) logger.LogWarning("{Run}: {Message} {Answer}", key, http.Message, http.Response?.Content);
            else if (e is HttpRequestException or TimeoutException or TaskCanceledException or IOException) logger.LogWarning("{Run}: {Message}", key, e.Message);
            else logger.LogError(e, "{Run}: a bug, or something unforeseen", key);
            queue.AddRateLimited(key);
        }
        finally
        {
            metrics.RecordReconcile(clock.GetElapsedTime(start), failed);
        }
    }
}
