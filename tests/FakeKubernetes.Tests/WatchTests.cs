using Microsoft.Extensions.Time.Testing;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Tests;

public sealed class WatchTests
{
    [Fact]
    public async Task A_watch_tells_of_every_change_after_its_version()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("old"))).Expect(201);
        string from = (await cluster.GetAsync(Bodies.ConfigMaps)).Version;
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(201);
        using WatchReader watch = await cluster.WatchAsync($"{Bodies.ConfigMaps}?resourceVersion={from}");
        Assert.Equal("ADDED a", await watch.NextNameAsync());
        (await cluster.MergeAsync($"{Bodies.ConfigMaps}/a", """{"data":{"a":"2"}}""")).Expect(200);
        (await cluster.DeleteAsync($"{Bodies.ConfigMaps}/a")).Expect(200);
        Assert.Equal("MODIFIED a", await watch.NextNameAsync());
        (string type, var last) = (await watch.NextAsync())!.Value;
        Assert.Equal("DELETED", type);
        Assert.Equal(cluster.Store.Version.ToString(), last.At("metadata", "resourceVersion").AsText());
        Assert.Equal("2", last.At("data", "a").AsText());
    }

    [Fact]
    public async Task A_watch_without_a_version_starts_with_what_there_is()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("b"))).Expect(201);
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(201);
        using WatchReader watch = await cluster.WatchAsync(Bodies.ConfigMaps);
        Assert.Equal("ADDED a", await watch.NextNameAsync());
        Assert.Equal("ADDED b", await watch.NextNameAsync());
    }

    [Fact]
    public async Task A_watch_sees_objects_come_into_its_selector_and_leave_it()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(201);
        using WatchReader watch = await cluster.WatchAsync($"{Bodies.ConfigMaps}?labelSelector=k%3Dv&resourceVersion={cluster.Store.Version}");
        (await cluster.MergeAsync($"{Bodies.ConfigMaps}/a", """{"metadata":{"labels":{"k":"v"}}}""")).Expect(200);
        Assert.Equal("ADDED a", await watch.NextNameAsync());
        (await cluster.MergeAsync($"{Bodies.ConfigMaps}/a", """{"metadata":{"labels":{"k":null}}}""")).Expect(200);
        Assert.Equal("DELETED a", await watch.NextNameAsync());
    }

    [Fact]
    public async Task A_watch_from_before_the_history_is_expired()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        string from = cluster.Store.Version.ToString();
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(201);
        cluster.Store.CompactHistory();
        using WatchReader watch = await cluster.WatchAsync($"{Bodies.ConfigMaps}?resourceVersion={from}");
        (string type, var status) = (await watch.NextAsync())!.Value;
        Assert.Equal("ERROR", type);
        Assert.Equal("Expired", status.Text("reason"));
        Assert.Equal(410, status.Number("code"));
        Assert.Null(await watch.NextAsync());
        using WatchReader current = await cluster.WatchAsync($"{Bodies.ConfigMaps}?resourceVersion={cluster.Store.Version}");
    }

    [Fact]
    public async Task History_is_bounded()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new ClusterOptions { HistoryLimit = 4 });
        string from = cluster.Store.Version.ToString();
        for (int i = 0; i < 9; i++) (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap($"a{i}"))).Expect(201);
        using WatchReader watch = await cluster.WatchAsync($"{Bodies.ConfigMaps}?resourceVersion={from}");
        Assert.Equal("ERROR", (await watch.NextAsync())!.Value.Type);
    }

    [Fact]
    public async Task Bookmarks_come_on_demand_every_minute_and_before_a_timeout()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        await using TestCluster cluster = await TestCluster.StartAsync(new ClusterOptions { Clock = clock });
        using WatchReader watch = await cluster.WatchAsync($"{Bodies.ConfigMaps}?allowWatchBookmarks=true&timeoutSeconds=90&resourceVersion={cluster.Store.Version}");
        using WatchReader without = await cluster.WatchAsync($"{Bodies.ConfigMaps}?resourceVersion={cluster.Store.Version}");
        (await cluster.PostAsync("/api/v1/namespaces/default/secrets", """{"metadata":{"name":"a"}}""")).Expect(201);
        string version = cluster.Store.Version.ToString();
        cluster.Store.SendBookmarks();
        for (int i = 0; i < 3; i++)
        {
            (string type, var bookmark) = (await watch.NextAsync())!.Value;
            Assert.Equal("BOOKMARK", type);
            Assert.Equal("ConfigMap", bookmark.Text("kind"));
            Assert.Equal(version, bookmark.At("metadata", "resourceVersion").AsText());
            clock.Advance(TimeSpan.FromSeconds(i == 0 ? 60 : 30));
        }

        Assert.Null(await watch.NextAsync());
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(201);
        Assert.Equal("ADDED a", await without.NextNameAsync());
    }

    [Fact]
    public async Task Initial_events_end_with_a_marked_bookmark()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(201);
        using WatchReader watch = await cluster.WatchAsync($"{Bodies.ConfigMaps}?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");
        Assert.Equal("ADDED a", await watch.NextNameAsync());
        (string type, var bookmark) = (await watch.NextAsync())!.Value;
        Assert.Equal("BOOKMARK", type);
        Assert.Equal("true", bookmark.At("metadata", "annotations", "k8s.io/initial-events-end").AsText());
        (await cluster.GetAsync($"{Bodies.ConfigMaps}?watch=true&sendInitialEvents=true")).Expect(422);
        (await cluster.GetAsync($"{Bodies.ConfigMaps}?watch=true&resourceVersionMatch=NotOlderThan")).Expect(422);
    }

    [Fact]
    public async Task Watches_can_be_cut_and_go_on()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        string from = cluster.Store.Version.ToString();
        using WatchReader watch = await cluster.WatchAsync($"{Bodies.ConfigMaps}?resourceVersion={from}");
        cluster.Store.CutWatches();
        Assert.Null(await watch.NextAsync());
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(201);
        using WatchReader again = await cluster.WatchAsync($"{Bodies.ConfigMaps}?resourceVersion={from}");
        Assert.Equal("ADDED a", await again.NextNameAsync());
    }
}
