using System.Net;
using k8s;
using k8s.Models;
using RL4VLM.Operator.Runtime;

namespace RL4VLM.Operator.Tests.Runtime;

/// <summary>Sources over the client: what goes over the wire, and how failures arrive.</summary>
public sealed class ObjectSourceTests
{
    private const string Expired = """{"kind":"Status","apiVersion":"v1","status":"Failure","message":"too old","reason":"Expired","code":410}""";

    [Fact]
    public async Task A_list_passes_limit_and_token_and_reads_the_page()
    {
        (IKubernetes client, ScriptedHandler server) = Serve(request => ScriptedHandler.Json(request.RequestUri!.Query.Contains("continue=", StringComparison.Ordinal)
            ? """{"metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"b","namespace":"n"}}]}"""
            : """{"metadata":{"resourceVersion":"7","continue":"more"},"items":[{"metadata":{"name":"a","namespace":"n"}}]}"""));
        using (client)
        {
            IObjectSource<V1Job> source = ObjectSources.Jobs(client, null, "rl4vlm.io/run");
            ObjectPage<V1Job> page = await source.ListAsync(null, 500, CancellationToken.None);
            Assert.Equal(("a", "7", "more"), (Assert.Single(page.Items).Metadata.Name, page.ResourceVersion, page.Continue));
            page = await source.ListAsync(page.Continue, 500, CancellationToken.None);
            Assert.Equal("b", Assert.Single(page.Items).Metadata.Name);
            Assert.True(string.IsNullOrEmpty(page.Continue));
            Assert.StartsWith("GET /apis/batch/v1/jobs?", server.Requests[0]);
            Assert.Contains("limit=500", server.Requests[0]);
            Assert.Contains("labelSelector=rl4vlm.io%2Frun", server.Requests[0]);
            Assert.Contains("continue=more", server.Requests[1]);
        }
    }

    [Fact]
    public async Task Every_kind_is_asked_for_in_a_namespace_or_everywhere()
    {
        (IKubernetes client, ScriptedHandler server) = Serve(_ => ScriptedHandler.Json("""{"metadata":{"resourceVersion":"7"},"items":[]}"""));
        using (client)
        {
            foreach (string? name in (string?[])[null, "n"])
            {
                await ObjectSources.Jobs(client, name).ListAsync(null, null, CancellationToken.None);
                await ObjectSources.Pods(client, name).ListAsync(null, null, CancellationToken.None);
                await ObjectSources.ConfigMaps(client, name).ListAsync(null, null, CancellationToken.None);
                await ObjectSources.Custom<V1ConfigMap>(client, "rl4vlm.io", "v1alpha1", "rl4vlmruns", name).ListAsync(null, null, CancellationToken.None);
            }

            Assert.Equal(
                [
                    "/apis/batch/v1/jobs", "/api/v1/pods", "/api/v1/configmaps", "/apis/rl4vlm.io/v1alpha1/rl4vlmruns",
                    "/apis/batch/v1/namespaces/n/jobs", "/api/v1/namespaces/n/pods", "/api/v1/namespaces/n/configmaps", "/apis/rl4vlm.io/v1alpha1/namespaces/n/rl4vlmruns",
                ],
                server.Requests.Select(request => request.Split(' ')[1].Split('?')[0]));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_watch_asks_for_bookmarks_and_a_timeout_and_gives_every_kind_of_event(bool custom)
    {
        (IKubernetes client, ScriptedHandler server) = Serve(_ => ScriptedHandler.Json(string.Join('\n',
            """{"type":"ADDED","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","resourceVersion":"8"},"data":{"k":"v"}}}""",
            """{"type":"MODIFIED","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","resourceVersion":"9"}}}""",
            """{"type":"DELETED","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","resourceVersion":"10"}}}""",
            """{"type":"BOOKMARK","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"resourceVersion":"12"}}}""") + "\n"));
        using (client)
        {
            IObjectSource<V1ConfigMap> source = custom ? ObjectSources.Custom<V1ConfigMap>(client, "g.io", "v1", "maps", "n") : ObjectSources.ConfigMaps(client, "n");
            var events = new List<ObjectEvent<V1ConfigMap>>();
            await foreach (ObjectEvent<V1ConfigMap> change in source.WatchAsync("7", TimeSpan.FromSeconds(300.5), CancellationToken.None)) events.Add(change);
            Assert.Equal(
                [(ObjectChange.Applied, "8"), (ObjectChange.Applied, "9"), (ObjectChange.Deleted, "10"), (ObjectChange.Bookmark, "12")],
                events.Select(one => (one.Change, one.Object.Metadata.ResourceVersion)));
            Assert.Equal("v", events[0].Object.Data["k"]);
            string request = Assert.Single(server.Requests);
            foreach (string part in (string[])["watch=true", "allowWatchBookmarks=true", "resourceVersion=7", "timeoutSeconds=301"]) Assert.Contains(part, request);
        }
    }

    [Fact]
    public async Task A_410_is_one_kind_of_failure_however_it_comes()
    {
        (IKubernetes asStatus, _) = Serve(_ => ScriptedHandler.Json(Expired, HttpStatusCode.Gone));
        (IKubernetes asEvent, _) = Serve(_ => ScriptedHandler.Json($$"""{"type":"ERROR","object":{{Expired}}}""" + "\n"));
        using (asStatus)
        using (asEvent)
        {
            await Assert.ThrowsAsync<ResourceExpiredException>(() => ObjectSources.Jobs(asStatus, null).ListAsync("old", 1, CancellationToken.None));
            await Assert.ThrowsAsync<ResourceExpiredException>(() => DrainAsync(ObjectSources.Jobs(asStatus, null)));
            await Assert.ThrowsAsync<ResourceExpiredException>(() => DrainAsync(ObjectSources.Jobs(asEvent, null)));
            await Assert.ThrowsAsync<ResourceExpiredException>(() => DrainAsync(ObjectSources.Custom<V1Job>(asEvent, "g.io", "v1", "maps", null)));
        }
    }

    [Fact]
    public async Task Other_failures_of_a_watch_are_thrown_as_they_are()
    {
        (IKubernetes client, _) = Serve(_ => ScriptedHandler.Json(
            """{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","message":"etcd is gone","reason":"InternalError","code":500}}""" + "\n"));
        using (client)
        {
            KubernetesException failure = await Assert.ThrowsAsync<KubernetesException>(() => DrainAsync(ObjectSources.Pods(client, null)));
            Assert.Equal("etcd is gone", failure.Message);
        }
    }

    [Fact]
    public async Task An_event_repeated_is_a_merge_patch_of_count_and_time_and_a_404_says_that_it_is_gone()
    {
        string? body = null;
        (IKubernetes client, ScriptedHandler server) = Serve(request =>
        {
            body = request.Content is null ? null : new StreamReader(request.Content.ReadAsStream()).ReadToEnd();
            return ScriptedHandler.Json("{}", request.RequestUri!.AbsolutePath.EndsWith("/gone", StringComparison.Ordinal) ? HttpStatusCode.NotFound : HttpStatusCode.OK);
        });
        using (client)
        {
            var sink = new KubernetesEventSink(client, "rl4vlm");
            Assert.True(await sink.RepeatAsync("n", "e", 3, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), CancellationToken.None));
            Assert.Equal("""{"count":3,"lastTimestamp":"2026-01-02T03:04:05Z"}""", body);
            Assert.StartsWith("PATCH /api/v1/namespaces/n/events/e?fieldManager=rl4vlm", server.Requests[0]);
            Assert.False(await sink.RepeatAsync("n", "gone", 3, DateTime.UnixEpoch, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Informers_of_several_namespaces_are_one_cache()
    {
        (IKubernetes client, _) = Serve(request =>
        {
            if (request.RequestUri!.Query.Contains("watch=true", StringComparison.Ordinal)) return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
            string name = request.RequestUri.AbsolutePath.Split('/')[4];
            return ScriptedHandler.Json($$"""{"metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"a","namespace":"{{name}}","uid":"{{name}}","resourceVersion":"5","labels":{"run":"r"} } }]}""");
        });
        using (client)
        {
            using var stop = new CancellationTokenSource();
            var informers = new Informers(client, ["one", "two"], new InformerOptions(), TimeProvider.System, 1, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
            IInformer<V1ConfigMap> cache = informers.Create((from, name) => ObjectSources.ConfigMaps(from, name), value => value.Metadata.Labels?["run"]);
            int changes = 0;
            cache.Changed += (_, _) => Interlocked.Increment(ref changes);
            Assert.False(cache.HasSynced);
            Task run = cache.RunAsync(stop.Token);
            await cache.WaitForSyncAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(2));
            Assert.True(cache.HasSynced);
            Assert.Equal(["one", "two"], cache.ByIndex("r").Select(value => value.Metadata.NamespaceProperty).Order());
            Assert.Equal("two", cache.Get(new ObjectKey("two", "a"))!.Metadata.Uid);
            Assert.Null(cache.Get(new ObjectKey("three", "a")));
            cache.Remember(new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "b", NamespaceProperty = "one", Uid = "b", ResourceVersion = "8" } });
            Assert.Equal(3, cache.All().Count);
            Assert.Equal(3, changes);
            stop.Cancel();
            await run;
        }
    }

    private static async Task DrainAsync<T>(IObjectSource<T> source) where T : class
    {
        await foreach (ObjectEvent<T> _ in source.WatchAsync("1", TimeSpan.FromSeconds(1), CancellationToken.None))
        {
        }
    }

    private static (IKubernetes Client, ScriptedHandler Server) Serve(Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        var server = new ScriptedHandler(answer);
        return (new Kubernetes(new KubernetesClientConfiguration { Host = "http://server" }, server), server);
    }
}
