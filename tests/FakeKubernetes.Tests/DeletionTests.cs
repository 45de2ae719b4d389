using Microsoft.Extensions.Time.Testing;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Tests;

public sealed class DeletionTests
{
    [Fact]
    public async Task Deletion_answers_with_a_status_and_the_uid()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        Answer created = (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(201);
        Answer deleted = (await cluster.DeleteAsync($"{Bodies.ConfigMaps}/a")).Expect(200);
        Assert.Equal("Success", deleted.Body.Text("status"));
        Assert.Equal(created.Body.At("metadata", "uid").AsText(), deleted.Body.At("details", "uid").AsText());
        (await cluster.DeleteAsync($"{Bodies.ConfigMaps}/a")).Expect(404);
    }

    [Fact]
    public async Task Finalizers_hold_an_object_until_the_last_is_gone()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.ConfigMaps, """{"metadata":{"name":"a","finalizers":["example.com/hold"]}}""")).Expect(201);
        Answer deleted = (await cluster.DeleteAsync($"{Bodies.ConfigMaps}/a")).Expect(200);
        Assert.NotNull(deleted.Body.At("metadata", "deletionTimestamp"));
        Assert.Equal(deleted.Version, (await cluster.DeleteAsync($"{Bodies.ConfigMaps}/a")).Expect(200).Version);
        Answer added = (await cluster.MergeAsync($"{Bodies.ConfigMaps}/a", """{"metadata":{"finalizers":["example.com/hold","example.com/more"]}}""")).Expect(422);
        Assert.Contains("metadata.finalizers FieldValueForbidden", added.Causes);
        (await cluster.MergeAsync($"{Bodies.ConfigMaps}/a", """{"metadata":{"finalizers":null}}""")).Expect(200);
        (await cluster.GetAsync($"{Bodies.ConfigMaps}/a")).Expect(404);
    }

    [Fact]
    public async Task Preconditions_of_a_deletion_must_hold()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        Answer created = (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(201);
        Answer refused = (await cluster.DeleteAsync($"{Bodies.ConfigMaps}/a", """{"preconditions":{"uid":"other"}}""")).Expect(409);
        Assert.Equal("Conflict", refused.Reason);
        (await cluster.DeleteAsync($"{Bodies.ConfigMaps}/a", """{"preconditions":{"resourceVersion":"1"}}""")).Expect(409);
        (await cluster.DeleteAsync($"{Bodies.ConfigMaps}/a", $$$"""{"preconditions":{"uid":"{{{created.Body.At("metadata", "uid").AsText()}}}"}}""")).Expect(200);
    }

    [Fact]
    public async Task A_job_deleted_without_a_policy_leaves_its_pods_behind()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.Jobs, Bodies.Job("a"))).Expect(201);
        Answer orphaning = (await cluster.DeleteAsync($"{Bodies.Jobs}/a")).Expect(200);
        Assert.Contains("child pods are preserved by default", orphaning.Warnings.Single());
        Assert.Equal("""["orphan"]""", orphaning.Body.At("metadata", "finalizers")!.ToJsonString());

        (await cluster.PostAsync(Bodies.Jobs, Bodies.Job("b"))).Expect(201);
        Answer foreground = (await cluster.DeleteAsync($"{Bodies.Jobs}/b?propagationPolicy=Foreground")).Expect(200);
        Assert.Equal("""["foregroundDeletion"]""", foreground.Body.At("metadata", "finalizers")!.ToJsonString());
        Assert.Equal(2, foreground.Body.At("metadata", "generation").AsNumber());

        (await cluster.PostAsync(Bodies.Jobs, Bodies.Job("c"))).Expect(201);
        (await cluster.DeleteAsync($"{Bodies.Jobs}/c", """{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Background"}""")).Expect(200);
        (await cluster.GetAsync($"{Bodies.Jobs}/c")).Expect(404);
        (await cluster.DeleteAsync($"{Bodies.Jobs}/a?propagationPolicy=Other")).Expect(422);
    }

    [Fact]
    public async Task A_pod_on_a_node_is_given_time()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        await using TestCluster cluster = await TestCluster.StartAsync(new ClusterOptions { Clock = clock });
        (await cluster.PostAsync(Bodies.Pods, Bodies.Pod("waiting"))).Expect(201);
        (await cluster.DeleteAsync($"{Bodies.Pods}/waiting")).Expect(200);
        (await cluster.GetAsync($"{Bodies.Pods}/waiting")).Expect(404);

        (await cluster.PostAsync(Bodies.Pods, Bodies.Pod("a", ""","nodeName":"n","terminationGracePeriodSeconds":20"""))).Expect(201);
        Answer deleted = (await cluster.DeleteAsync($"{Bodies.Pods}/a")).Expect(200);
        Assert.Equal(20, deleted.Body.At("metadata", "deletionGracePeriodSeconds").AsNumber());
        Assert.Equal(clock.GetUtcNow().AddSeconds(20).Rfc3339(), deleted.Body.At("metadata", "deletionTimestamp").AsText());
        Assert.Equal(deleted.Version, (await cluster.DeleteAsync($"{Bodies.Pods}/a")).Expect(200).Version);
        (await cluster.DeleteAsync($"{Bodies.Pods}/a", """{"gracePeriodSeconds":0}""")).Expect(200);
        (await cluster.GetAsync($"{Bodies.Pods}/a")).Expect(404);
    }

    [Fact]
    public async Task A_collection_is_deleted_by_selector()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a", labels: """{"k":"1"}"""))).Expect(201);
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("b"))).Expect(201);
        Assert.Equal(["a"], (await cluster.DeleteAsync($"{Bodies.ConfigMaps}?labelSelector=k")).Expect(200).Names);
        Assert.Equal(["b"], (await cluster.GetAsync(Bodies.ConfigMaps)).Names);
    }

    [Fact]
    public async Task A_namespace_goes_with_its_content()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync("/api/v1/namespaces", """{"metadata":{"name":"other"}}""")).Expect(201);
        (await cluster.PostAsync("/api/v1/namespaces/other/configmaps", Bodies.ConfigMap("a"))).Expect(201);
        (await cluster.PostAsync("/api/v1/namespaces/other/configmaps", """{"metadata":{"name":"b","finalizers":["example.com/hold"]}}""")).Expect(201);
        (await cluster.DeleteAsync("/api/v1/namespaces/other")).Expect(200);
        Assert.Equal("Terminating", (await cluster.GetAsync("/api/v1/namespaces/other")).Body.At("status", "phase").AsText());
        (await cluster.GetAsync("/api/v1/namespaces/other/configmaps/a")).Expect(404);
        (await cluster.PostAsync("/api/v1/namespaces/other/configmaps", Bodies.ConfigMap("c"))).Expect(403);
        (await cluster.MergeAsync("/api/v1/namespaces/other/configmaps/b", """{"metadata":{"finalizers":null}}""")).Expect(200);
        (await cluster.GetAsync("/api/v1/namespaces/other")).Expect(404);
    }

    [Fact]
    public async Task Listeners_hear_of_changes_in_order_and_may_change_more()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        var heard = new List<string>();
        cluster.Store.Changed += change =>
        {
            string name = change.Object.At("metadata", "name").AsText()!;
            heard.Add($"{change.Type} {name} {change.Object.At("metadata", "resourceVersion").AsText()}");
            if (change.Type == "ADDED" && name == "a") cluster.Store.Delete(ResourceKind.ConfigMaps, "default", "a");
        };
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(201);
        long version = cluster.Store.Version;
        Assert.Equal([$"ADDED a {version - 1}", $"DELETED a {version}"], heard);
    }
}
