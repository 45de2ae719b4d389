using System.Net;
using Microsoft.Extensions.Time.Testing;
using RL4VLM.Operator.Runtime;
using RL4VLM.Operator.Runtime.Health;
using RL4VLM.Operator.Runtime.Metrics;

namespace RL4VLM.Operator.Tests.Runtime;

public sealed class HealthTests
{
    [Fact]
    public async Task Probes_and_metrics_are_served_on_one_port()
    {
        using var metrics = new OperatorMetrics();
        using var registry = new PrometheusRegistry(metrics.Meter);
        await using var test = new InformerHarness();
        OperatorHealth health = new OperatorHealth(TimeSpan.FromMinutes(10)).Watch(test.Informer);
        await using var server = new HealthServer(0, health, registry);
        await server.StartAsync();
        using var client = new HttpClient { BaseAddress = server.Address };
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(client, "/healthz"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "informer of configmaps: not synced\n"), await GetAsync(client, "/readyz"));
        await test.StartAsync();
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(client, "/readyz"));
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(client, "/")).Code);
        using HttpResponseMessage answer = await client.GetAsync("/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Contains("# TYPE rl4vlm_operator_leader gauge\n", await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await client.PostAsync("/metrics", null)).StatusCode);
    }

    [Fact]
    public async Task An_informer_without_a_sign_of_life_is_dead_and_one_whose_server_is_away_is_not()
    {
        await using var test = new InformerHarness(new InformerOptions { IdleTimeout = TimeSpan.FromHours(10) });
        OperatorHealth health = new OperatorHealth(TimeSpan.FromMinutes(10)).Watch(test.Informer);
        await test.StartAsync();
        test.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.StartsWith("informer of configmaps: no sign of life for 66", Assert.Single(health.LivenessProblems));
        test.Source.OnWatch = _ => throw new IOException("away");
        test.Source.EndWatches();
        int before = test.Source.CountOf("watch");
        await Wait.For(() => test.Source.CountOf("watch") >= before + 40, "many failed tries", test.Clock, TimeSpan.FromSeconds(20));
        Assert.Empty(health.LivenessProblems);
    }

    [Fact]
    public async Task A_reconcile_that_hangs_or_a_key_nobody_takes_is_a_problem_of_the_leader_only()
    {
        var clock = new FakeTimeProvider();
        var activity = new ReconcileActivity(clock);
        using var queue = new WorkQueue<ObjectKey>(RateLimiter<ObjectKey>.Create(clock, new Random(1)), clock);
        bool leader = true;
        OperatorHealth health = new OperatorHealth(TimeSpan.FromMinutes(10)).Watch(activity, queue, () => leader);
        var key = new ObjectKey("ns", "run");
        using (activity.Begin(key))
        {
            clock.Advance(TimeSpan.FromMinutes(9));
            Assert.Empty(health.LivenessProblems);
            clock.Advance(TimeSpan.FromMinutes(2));
            Assert.Equal(["reconcile of ns/run: under way for 660 s"], health.LivenessProblems);
            leader = false;
            Assert.Empty(health.LivenessProblems);
            leader = true;
        }

        Assert.Empty(health.LivenessProblems);
        queue.Add(key);
        clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(["work queue: a key has waited for 660 s"], health.LivenessProblems);
        await queue.TakeAsync(CancellationToken.None);
        Assert.Empty(health.LivenessProblems);
    }

    private static async Task<(HttpStatusCode Code, string Body)> GetAsync(HttpClient client, string path)
    {
        using HttpResponseMessage response = await client.GetAsync(path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
