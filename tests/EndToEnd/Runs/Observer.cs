using k8s;
using k8s.Models;
using RL4VLM.Operator.Runtime;

namespace RL4VLM.EndToEnd.Runs;

/// <summary>Objects of one kind as a list and a watch tell of them, and every one there ever was.</summary>
internal sealed class Observer<T> : IAsyncDisposable where T : class, IKubernetesObject<V1ObjectMeta>
{
    private static readonly TimeSpan WatchTime = TimeSpan.FromMinutes(2);

    private readonly Lock gate = new();
    private readonly IObjectSource<T> source;
    private readonly Func<T, bool> mine;
    private readonly Dictionary<string, T> present = [];
    private readonly Dictionary<string, T> ever = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly Task following;
    private readonly TaskCompletionSource listed = New();
    private TaskCompletionSource changed = New();
    private string? version;

    /// <param name="source">List and watch.</param>
    /// <param name="mine">What of it matters.</param>
    public Observer(IObjectSource<T> source, Func<T, bool> mine)
    {
        this.source = source;
        this.mine = mine;
        following = Task.Run(FollowAsync);
    }

    /// <summary>What exists.</summary>
    public IReadOnlyList<T> Present
    {
        get
        {
            lock (gate) return [.. present.Values.OrderBy(item => item.Metadata.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>The last state of all that existed, in the order of their appearance.</summary>
    public IReadOnlyList<T> Ever
    {
        get
        {
            lock (gate) return [.. ever.Values];
        }
    }

    /// <summary>Waits until what exists is as wanted.</summary>
    /// <exception cref="TimeoutException">It did not become so.</exception>
    public async Task<TResult> WaitAsync<TResult>(Func<IReadOnlyList<T>, TResult?> wanted, string what, TimeSpan patience) where TResult : class
    {
        using var limit = new CancellationTokenSource(patience);
        while (true)
        {
            Task next;
            lock (gate) next = changed.Task;
            if (wanted(Present) is { } found) return found;
            if (following.IsFaulted) await following;
            try
            {
                await Task.WhenAny(next, following).WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"not seen within {patience}: {what}");
            }
        }
    }

    /// <summary>Completes after the first list: before it, nothing is known to be absent.</summary>
    public Task ListedAsync() => Task.WhenAny(listed.Task, following).Unwrap();

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        try
        {
            await following;
        }
        catch (OperationCanceledException)
        {
        }

        stopping.Dispose();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task FollowAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await ListAsync();
                await WatchAsync();
            }
            catch (Exception e) when (e is ResourceExpiredException or HttpRequestException or IOException && !stopping.IsCancellationRequested)
            {
                version = null;
            }
        }
    }

    private async Task ListAsync()
    {
        if (version is not null) return;
        ObjectPage<T> page = await source.ListAsync(null, null, stopping.Token);
        version = page.ResourceVersion;
        lock (gate)
        {
            present.Clear();
            foreach (T item in page.Items.Where(mine)) present[item.Metadata.Uid] = ever[item.Metadata.Uid] = item;
        }

        listed.TrySetResult();
        Tell();
    }

    private async Task WatchAsync()
    {
        await foreach (ObjectEvent<T> change in source.WatchAsync(version!, WatchTime, stopping.Token))
        {
            version = change.Object.Metadata.ResourceVersion;
            if (change.Change == ObjectChange.Bookmark || !mine(change.Object)) continue;
            lock (gate)
            {
                ever[change.Object.Metadata.Uid] = change.Object;
                if (change.Change == ObjectChange.Deleted) present.Remove(change.Object.Metadata.Uid);
                else present[change.Object.Metadata.Uid] = change.Object;
            }

            Tell();
        }
    }

    private void Tell()
    {
        lock (gate)
        {
            changed.TrySetResult();
            changed = New();
        }
    }
}
