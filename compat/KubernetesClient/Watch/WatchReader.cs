using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using k8s.Autorest;
using k8s.Exceptions;
using k8s.Models;

namespace k8s;

/// <summary>Reads a watch line by line. At most one event is in memory, and a cancellation ends a pending read at once.</summary>
internal static class WatchReader
{
    /// <summary>
    /// The events until the server closes the watch. ERROR events and lines that cannot be read go to <paramref name="onError"/>;
    /// a connection that breaks throws.
    /// </summary>
    public static async IAsyncEnumerable<(WatchEventType, T)> Events<T, L>(
        this Task<HttpOperationResponse<L>> call, Action<Exception> onError = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var response = await ResponseOf(call, cancellationToken).ConfigureAwait(false);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, response.CallToken);
        var reader = PipeReader.Create(response.Events);
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(either.Token).ConfigureAwait(false);
                var buffer = result.Buffer;
                while (NextLine(ref buffer, result.IsCompleted, out var line))
                {
                    if (Read<T>(line, response.Options, onError) is { } read) yield return read;
                    either.Token.ThrowIfCancellationRequested();
                }
                if (result.IsCompleted) yield break;
                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    public static Watcher<T> Watcher<T, L>(
        this Task<HttpOperationResponse<L>> call, Action<WatchEventType, T> onEvent, Action<Exception> onError, Action onClosed)
    {
        ArgumentNullException.ThrowIfNull(onEvent);
        return new((error, cancellationToken) => call.Events<T, L>(error, cancellationToken), onEvent, onError, onClosed);
    }

    private static async Task<WatchedResponse<L>> ResponseOf<L>(Task<HttpOperationResponse<L>> call, CancellationToken cancellationToken)
    {
        HttpOperationResponse<L> response;
        try
        {
            response = await call.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!call.IsCompleted)
        {
            // Nobody will read what arrives now; it must not keep its connection.
            _ = call.ContinueWith(late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
        return response as WatchedResponse<L> ?? throw new KubernetesClientException("this response is not a watch: make the call with watch: true");
    }

    private static bool NextLine(ref ReadOnlySequence<byte> buffer, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }
        line = buffer;
        if (!isLast || buffer.IsEmpty) return false;
        buffer = buffer.Slice(buffer.End);
        return true;
    }

    private static (WatchEventType, T)? Read<T>(ReadOnlySequence<byte> bytes, JsonSerializerOptions options, Action<Exception> onError)
    {
        try
        {
            var line = WatchLine.Find(bytes);
            if (!line.IsStatus) return (line.Type.Value, line.Object<T>(options));
            onError?.Invoke(new KubernetesException(line.Object<V1Status>(options)));
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException or NotSupportedException)
        {
            onError?.Invoke(unreadable);
        }
        return null;
    }
}
