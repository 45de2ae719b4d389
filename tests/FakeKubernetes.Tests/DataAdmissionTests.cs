using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Tests;

public sealed class DataAdmissionTests
{
    private const string Leases = "/apis/coordination.k8s.io/v1/namespaces/default/leases";

    [Fact]
    public async Task An_immutable_config_map_does_not_change()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.ConfigMaps, """{"metadata":{"name":"a"},"data":{"a":"1"},"immutable":true}""")).Expect(201);
        Assert.Contains("data FieldValueForbidden", (await cluster.MergeAsync($"{Bodies.ConfigMaps}/a", """{"data":{"a":"2"}}""")).Expect(422).Causes);
        (await cluster.MergeAsync($"{Bodies.ConfigMaps}/a", """{"immutable":false}""")).Expect(422);
        (await cluster.MergeAsync($"{Bodies.ConfigMaps}/a", """{"metadata":{"labels":{"k":"v"}}}""")).Expect(200);
    }

    [Fact]
    public async Task A_config_map_holds_a_mebibyte_of_valid_keys()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a", new string('x', 1024 * 1024)))).Expect(201);
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("b", new string('x', (1024 * 1024) + 1)))).Expect(422);
        (await cluster.PostAsync(Bodies.ConfigMaps, """{"metadata":{"name":"b"},"data":{"a/b":"1"}}""")).Expect(422);
        (await cluster.PostAsync(Bodies.ConfigMaps, """{"metadata":{"name":"b"},"data":{"a":1}}""")).Expect(400);
    }

    [Fact]
    public async Task Secrets_take_text_and_keep_base64()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        Answer secret = (await cluster.PostAsync("/api/v1/namespaces/default/secrets", """{"metadata":{"name":"a"},"stringData":{"k":"v"}}""")).Expect(201);
        Assert.Equal("dg==", secret.Body.At("data", "k").AsText());
        Assert.Null(secret.Body.Member("stringData"));
        (await cluster.PostAsync("/api/v1/namespaces/default/secrets", """{"metadata":{"name":"b"},"data":{"k":"???"}}""")).Expect(400);
    }

    [Fact]
    public async Task Leases_are_created_by_a_put_and_their_times_have_six_digits()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        string Lease(string time, int seconds = 15) => $$$"""{"metadata":{"name":"a"},"spec":{"holderIdentity":"me","leaseDurationSeconds":{{{seconds}}},"renewTime":"{{{time}}}"} }""";
        (await cluster.PutAsync($"{Leases}/a", Lease("2026-01-01T00:00:00.000000Z"))).Expect(201);
        (await cluster.PutAsync($"{Leases}/a", Lease("2026-01-01T00:00:01.000000Z"))).Expect(422);
        (await cluster.PutAsync($"{Leases}/b", Lease("2026-01-01T00:00:00.0000000Z").Replace("\"a\"", "\"b\""))).Expect(400);
        (await cluster.PutAsync($"{Leases}/b", Lease("2026-01-01T00:00:00.000000Z", 0).Replace("\"a\"", "\"b\""))).Expect(422);
    }
}
