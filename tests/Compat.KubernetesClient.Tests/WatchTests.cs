using System.Text.Json;
using k8s;
using k8s.Exceptions;
using k8s.Models;

namespace RL4VLM.Compat.KubernetesClient.Tests;

public sealed class WatchTests
{
    private const string Gone =
        """{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"too old resource version: 1 (9)","reason":"Expired","code":410}}""";

    [Fact]
    public async Task Events_arrive_one_by_one_while_the_watch_is_open()
    {
        EventStream server = new();
        using Kubernetes client = server.Client();
        await using IAsyncEnumerator<(WatchEventType Type, V1Pod Pod)> events = client.CoreV1.WatchListNamespacedPodAsync("n", resourceVersion: "1").GetAsyncEnumerator();
        foreach ((string sent, WatchEventType type) in new[] { ("ADDED", WatchEventType.Added), ("MODIFIED", WatchEventType.Modified), ("DELETED", WatchEventType.Deleted), ("BOOKMARK", WatchEventType.Bookmark) })
        {
            ValueTask<bool> next = events.MoveNextAsync();
            Assert.False(next.IsCompleted);
            await server.Pod(sent, "p", "5");
            Assert.True(await next);
            Assert.Equal((type, "5"), (events.Current.Type, events.Current.Pod.ResourceVersion()));
        }
        await server.Close();
        Assert.False(await events.MoveNextAsync());
    }

    [Fact]
    public async Task The_request_asks_for_a_watch()
    {
        Transport transport = new("");
        using Kubernetes client = transport.Client();
        await foreach ((WatchEventType, V1Job) _ in client.BatchV1.WatchListJobForAllNamespacesAsync(allowWatchBookmarks: true, resourceVersion: "9", timeoutSeconds: 60))
            Assert.Fail("no event was sent");
        Assert.Equal("/apis/batch/v1/jobs?allowWatchBookmarks=true&resourceVersion=9&timeoutSeconds=60&watch=true", transport.Last.PathAndQuery);
    }

    [Fact]
    public async Task A_line_may_arrive_in_pieces_and_several_in_one()
    {
        EventStream server = new();
        using Kubernetes client = server.Client();
        await using IAsyncEnumerator<(WatchEventType Type, V1Pod Pod)> events = client.CoreV1.WatchListNamespacedPodAsync("n").GetAsyncEnumerator();
        ValueTask<bool> next = events.MoveNextAsync();
        string line = """{"object":{"metadata":{"name":"ä","labels":{"kind":"Status"}},"spec":{"containers":[{"name":"kind"}]},"kind":"Pod"},"type":"ADDED"}""" + "\n";
        for (int i = 0; i < line.Length; i += 7)
        {
            Assert.False(next.IsCompleted);
            await server.Send(line.Substring(i, Math.Min(7, line.Length - i)));
        }
        Assert.True(await next);
        Assert.Equal("ä", events.Current.Pod.Name());
        await server.Send(line + line + line);
        await server.Close();
        for (int i = 0; i < 3; i++) Assert.True(await events.MoveNextAsync());
        Assert.False(await events.MoveNextAsync());
    }

    [Fact]
    public async Task An_expired_version_is_an_error_with_its_status_and_no_event()
    {
        EventStream server = new();
        using Kubernetes client = server.Client();
        await server.Pod("ADDED", "a", "1");
        await server.Send(Gone + "\n");
        await server.Close();
        List<Exception> errors = [];
        List<string> names = [];
        await foreach ((WatchEventType _, V1Pod pod) in client.CoreV1.WatchListNamespacedPodAsync("n", onError: errors.Add)) names.Add(pod.Name());
        Assert.Equal(["a"], names);
        KubernetesException error = Assert.IsType<KubernetesException>(Assert.Single(errors));
        Assert.Equal((410, "Expired"), (error.Status.Code, error.Status.Reason));
        Assert.Contains("too old", error.Message);
    }

    [Theory]
    [InlineData("""{"type":"ADDED","object":{"kind":"Pod","meta""")]
    [InlineData("not json\n")]
    [InlineData("""{"type":"EXPLODED","object":{}}""" + "\n")]
    [InlineData("""{"type":"ADDED"}""" + "\n")]
    [InlineData("""{"type":"ADDED","object":{"metadata":{"creationTimestamp":"yesterday"}}}""" + "\n")]
    public async Task A_line_that_cannot_be_read_is_an_error_and_the_watch_goes_on(string line)
    {
        EventStream server = new();
        using Kubernetes client = server.Client();
        await server.Pod("ADDED", "a", "1");
        await server.Send(line);
        bool isTorn = !line.EndsWith('\n');
        if (!isTorn) await server.Pod("ADDED", "b", "2");
        await server.Close();
        List<Exception> errors = [];
        List<string> names = [];
        await foreach ((WatchEventType _, V1Pod pod) in client.CoreV1.WatchListNamespacedPodAsync("n", onError: errors.Add)) names.Add(pod.Name());
        Assert.Equal(isTorn ? ["a"] : ["a", "b"], names);
        Assert.Single(errors);
    }

    [Fact]
    public async Task A_connection_that_breaks_throws()
    {
        EventStream server = new();
        using Kubernetes client = server.Client();
        await using IAsyncEnumerator<(WatchEventType, V1Pod)> events = client.CoreV1.WatchListNamespacedPodAsync("n").GetAsyncEnumerator();
        await server.Pod("ADDED", "a", "1");
        Assert.True(await events.MoveNextAsync());
        ValueTask<bool> next = events.MoveNextAsync();
        await server.Close(new IOException("the connection is gone"));
        await Assert.ThrowsAsync<IOException>(() => next.AsTask());
    }

    [Fact]
    public async Task Cancellation_ends_a_silent_watch_at_once()
    {
        EventStream server = new();
        using Kubernetes client = server.Client();
        using CancellationTokenSource cancel = new();
        await using IAsyncEnumerator<(WatchEventType, V1Pod)> events = client.CoreV1.WatchListNamespacedPodAsync("n", cancellationToken: cancel.Token).GetAsyncEnumerator();
        ValueTask<bool> next = events.MoveNextAsync();
        Assert.False(next.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.AsTask());
    }

    [Fact]
    public async Task The_time_limit_of_calls_is_not_one_of_watches()
    {
        EventStream server = new();
        using Kubernetes client = server.Client();
        client.HttpClientTimeout = TimeSpan.Zero;
        await server.Pod("ADDED", "a", "1");
        await server.Close();
        await foreach ((WatchEventType _, V1Pod pod) in client.CoreV1.WatchListNamespacedPodAsync("n")) Assert.Equal("a", pod.Name());
    }

    [Fact]
    public async Task Custom_objects_are_watched_as_JSON_or_typed()
    {
        EventStream server = new();
        using Kubernetes client = server.Client();
        await server.Pod("ADDED", "a", "1");
        await server.Close();
        await foreach ((WatchEventType type, object item) in client.CustomObjects.WatchListClusterCustomObjectAsync("g.io", "v1", "things"))
        {
            Assert.Equal(WatchEventType.Added, type);
            Assert.Equal("a", KubernetesJson.Deserialize<V1Pod>((JsonElement)item).Name());
        }

        EventStream typed = new();
        using Kubernetes second = typed.Client();
        await typed.Pod("BOOKMARK", "b", "2");
        await typed.Close();
#pragma warning disable CS0618 // Obsolete in the package, but the only typed watch of custom objects.
        await foreach ((WatchEventType type, V1Pod pod) in second.CustomObjects
            .ListNamespacedCustomObjectWithHttpMessagesAsync<V1PodList>("g.io", "v1", "n", "things", watch: true).WatchAsync<V1Pod, V1PodList>())
            Assert.Equal((WatchEventType.Bookmark, "2"), (type, pod.ResourceVersion()));
        await Assert.ThrowsAsync<KubernetesClientException>(async () =>
        {
            using Kubernetes third = new Transport("{}").Client();
            await foreach ((WatchEventType, V1Pod) _ in third.CoreV1.ListNamespacedPodWithHttpMessagesAsync("n").WatchAsync<V1Pod, V1PodList>()) Assert.Fail("a list is not a watch");
        });
#pragma warning restore CS0618
    }

    [Fact]
    public async Task A_watcher_calls_back_until_the_end()
    {
        EventStream server = new();
        using Kubernetes client = server.Client();
        TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<string> seen = [];
        using Watcher<V1Pod> watcher = client.CoreV1.WatchListNamespacedPod(
            "n", onEvent: (type, pod) => seen.Add($"{type} {pod.Name()}"), onError: error => seen.Add(error.GetType().Name), onClosed: closed.SetResult);
        await server.Pod("ADDED", "a", "1");
        await server.Send(Gone + "\n");
        await server.Close();
        await closed.Task;
        Assert.Equal(["Added a", "KubernetesException"], seen);
        Assert.False(watcher.Watching);
    }

    [Fact]
    public async Task A_disposed_watcher_closes_without_an_error()
    {
        EventStream server = new();
        using Kubernetes client = server.Client();
        TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<Exception> errors = [];
        Watcher<V1Pod> watcher = client.CoreV1.WatchListNamespacedPod("n", onEvent: (_, _) => first.SetResult(), onError: errors.Add, onClosed: closed.SetResult);
        await server.Pod("ADDED", "a", "1");
        await first.Task;
        watcher.Dispose();
        await closed.Task;
        Assert.Empty(errors);
    }

    [Fact]
    public async Task A_long_watch_keeps_nothing()
    {
        const int Count = 20_000;
        EventStream server = new();
        using Kubernetes client = server.Client();
        Task feed = Task.Run(async () =>
        {
            for (int i = 0; i < Count; i++) await server.Pod("MODIFIED", new string('x', 1000), $"{i}");
            await server.Close();
        });
        List<WeakReference> sampled = [];
        int seen = 0;
        await foreach ((WatchEventType, V1Pod Pod) item in client.CoreV1.WatchListNamespacedPodAsync("n"))
            if (seen++ % 100 == 0) sampled.Add(new(item.Pod));
        await feed;
        GC.Collect();
        Assert.Equal(Count, seen);
        Assert.InRange(sampled.Count(pod => pod.IsAlive), 0, 1);
    }
}
