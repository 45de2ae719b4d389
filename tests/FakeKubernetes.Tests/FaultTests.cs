using Microsoft.Extensions.Time.Testing;
using RL4VLM.FakeKubernetes.Faults;
using RL4VLM.FakeKubernetes.Http;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Tests;

public sealed class FaultTests
{
    [Fact]
    public async Task The_next_requests_that_match_fail()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        cluster.Api.Faults.FailNext(2, new RequestFault(503, RetryAfterSeconds: 3), route => route.Verb == "create");
        (await cluster.GetAsync(Bodies.ConfigMaps)).Expect(200);
        Assert.Equal("ServiceUnavailable", (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(503).Reason);
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(503);
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(201);
    }

    [Fact]
    public async Task An_answer_can_be_lost_after_the_request_was_carried_out()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        cluster.Api.Faults.FailNext(1, new RequestFault(0, FaultTiming.After), route => route.Verb == "create");
        await Assert.ThrowsAsync<HttpRequestException>(() => cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a")));
        (await cluster.GetAsync($"{Bodies.ConfigMaps}/a")).Expect(200);
        cluster.Api.Faults.FailNext(1, new RequestFault(504, FaultTiming.After), route => route.Verb == "delete");
        (await cluster.DeleteAsync($"{Bodies.ConfigMaps}/a")).Expect(504);
        (await cluster.GetAsync($"{Bodies.ConfigMaps}/a")).Expect(404);
    }

    [Fact]
    public async Task Latency_runs_on_the_clusters_clock()
    {
        var clock = new FakeTimeProvider();
        await using TestCluster cluster = await TestCluster.StartAsync(new ClusterOptions { Clock = clock });
        var asked = new TaskCompletionSource();
        cluster.Api.Faults.Latency = route =>
        {
            asked.TrySetResult();
            return TimeSpan.FromHours(1);
        };
        Task<Answer> answer = cluster.GetAsync(Bodies.ConfigMaps);
        await asked.Task;
        while (!answer.IsCompleted)
        {
            clock.Advance(TimeSpan.FromHours(1));
            await Task.Yield();
        }

        (await answer).Expect(200);
    }

    [Theory]
    [InlineData(WatchFate.Duplicate, "ADDED a|ADDED a|ADDED b")]
    [InlineData(WatchFate.Lose, "ADDED b")]
    [InlineData(WatchFate.Expire, "ERROR ")]
    [InlineData(WatchFate.Cut, "")]
    public async Task Watch_events_meet_their_fate(WatchFate fate, string told)
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        using WatchReader watch = await cluster.WatchAsync($"{Bodies.ConfigMaps}?resourceVersion={cluster.Store.Version}");
        cluster.Api.Faults.NextWatchEvents(1, fate, ResourceKind.ConfigMaps);
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(201);
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("b"))).Expect(201);
        cluster.Store.CutWatches();
        var events = new List<string>();
        while (await watch.NextNameAsync() is { } name) events.Add(name);
        Assert.Equal(told, string.Join('|', events));
    }

    [Fact]
    public async Task Requests_are_counted()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(201);
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(409);
        (await cluster.GetAsync(Bodies.ConfigMaps)).Expect(200);
        Assert.Equal(1, cluster.Api.Log.WriteCount("configmaps"));
        Assert.Equal(1, cluster.Api.Log.Count(verb: "list"));
        Assert.Equal(1, cluster.Api.Log.Count(code: 409, user: "kubernetes-admin"));
        Assert.Equal(("POST", 201), cluster.Api.Log.Records.Select(record => (record.Method, record.Code)).First());
    }
}
