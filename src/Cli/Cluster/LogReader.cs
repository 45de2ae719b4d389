using System.Net;
using System.Text;
using k8s;
using k8s.Autorest;
using k8s.Models;
using RL4VLM.Cli.Output;
using RL4VLM.Core.Logging;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Cluster;

/// <summary>Reads logs line by line.</summary>
/// <param name="Runs">The cluster.</param>
/// <param name="Tail">Lines to begin with; null for all.</param>
internal sealed record LogReader(RunCluster Runs, int? Tail)
{
    /// <summary>Prints one log; several with the pod's name before each line. On a terminal the lines of a JSON log are readable, else they
    /// are as they were written, for programs.</summary>
    /// <param name="pods">Whose.</param>
    /// <param name="follow">Whether to go on until the pods end; several are then read side by side.</param>
    /// <param name="console">Where to.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task PrintAsync(IReadOnlyList<LogPod> pods, bool follow, CommandConsole console, CancellationToken cancellation)
    {
        var turn = new Lock();
        Action<string> PrinterOf(LogPod pod)
        {
            string prefix = pods.Count > 1 ? $"[{pod.Name}] " : "";
            return line =>
            {
                lock (turn)
                {
                    foreach (string shown in console.IsTerminal ? Readable(line) : [line]) console.Out.WriteLine(prefix + shown);
                    if (follow) console.Out.Flush();
                }
            };
        }

        if (!follow)
        {
            foreach (LogPod pod in pods) await ReadAsync(pod, follow: false, PrinterOf(pod), cancellation).ConfigureAwait(false);
            return;
        }

        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] readers = [.. pods.Select(pod => FollowAsync(pod, PrinterOf(pod), all.Token))];
        await foreach (Task done in Task.WhenEach(readers).ConfigureAwait(false))
        {
            // One that cannot go on ends the others, or nobody would see why.
            if (!done.IsCompletedSuccessfully) await all.CancelAsync().ConfigureAwait(false);
        }

        if (Array.Find(readers, reader => reader.IsFaulted) is { } failed) await failed.ConfigureAwait(false);
        await Task.WhenAll(readers).ConfigureAwait(false);
    }

    /// <exception cref="StageException">75 when the pod has not started, so that there is no log.</exception>
    public async Task ReadAsync(LogPod pod, bool follow, Action<string> print, CancellationToken cancellation)
    {
        try
        {
            Stream stream = await Runs.Client.CoreV1.ReadNamespacedPodLogAsync(
                pod.Name, Runs.Namespace, container: Labels.Container, follow: follow ? true : null, tailLines: Tail, cancellationToken: cancellation).ConfigureAwait(false);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            while (await reader.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line) print(line);
        }
        catch (HttpOperationException e) when (ClusterFailure.Is(e, HttpStatusCode.BadRequest) && !pod.HasStarted)
        {
            throw new StageException(ExitCodes.TryAgain, $"pod {pod.Name} has not started: {ClusterFailure.StatusOf(e)?.Message}; kubectl rl4vlm get shows what it waits for, --follow waits too", e);
        }
        catch (HttpOperationException e) when (ClusterFailure.Is(e, HttpStatusCode.NotFound))
        {
            throw Gone(pod);
        }
        catch (IOException e)
        {
            throw new StageException(ExitCodes.TryAgain, $"the log of pod {pod.Name} broke off: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private async Task FollowAsync(LogPod pod, Action<string> print, CancellationToken cancellation)
    {
        while (!pod.HasStarted) pod = await ChangeAsync(pod, cancellation).ConfigureAwait(false);
        await ReadAsync(pod, follow: true, print, cancellation).ConfigureAwait(false);
    }

    /// <summary>The pod once its container has started, or when the API ends the watch.</summary>
    private async Task<LogPod> ChangeAsync(LogPod pod, CancellationToken cancellation)
    {
        IAsyncEnumerable<(WatchEventType Type, V1Pod Object)> events = Runs.Client.CoreV1.WatchListNamespacedPodAsync(
            Runs.Namespace, fieldSelector: $"metadata.name={pod.Name}", timeoutSeconds: 300, cancellationToken: cancellation);
        await foreach ((WatchEventType type, V1Pod changed) in events.ConfigureAwait(false))
        {
            if (type == WatchEventType.Deleted) throw Gone(pod);
            if (LogPod.Of(changed) is { HasStarted: true } started) return started;
        }

        try
        {
            return LogPod.Of(await Runs.Client.CoreV1.ReadNamespacedPodAsync(pod.Name, Runs.Namespace, cancellationToken: cancellation).ConfigureAwait(false));
        }
        catch (HttpOperationException e) when (ClusterFailure.Is(e, HttpStatusCode.NotFound))
        {
            throw Gone(pod);
        }
    }

    private static string[] Readable(string line) =>
        LogLine.TryRead(line) is { } entry ? $"{entry.Time.ToLocalTime():HH:mm:ss} {entry.ToText()}".Split('\n') : [line];

    private static StageException Gone(LogPod pod) => new(ExitCodes.Usage, $"pod {pod.Name} is gone; the stage's next pod has its own log");
}
