using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Tests;

public sealed class PatchTests
{
    private const string Strategic = "application/strategic-merge-patch+json";

    [Fact]
    public async Task A_merge_patch_replaces_members_and_null_removes_them()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(201);
        Answer patched = (await cluster.MergeAsync($"{Bodies.ConfigMaps}/a", """{"data":{"a":null,"b":"2"},"metadata":{"annotations":{"x":"y"}}}""")).Expect(200);
        Assert.Equal("""{"b":"2"}""", patched.Body.Map("data")!.ToJsonString());
        Assert.Equal("y", patched.Body.At("metadata", "annotations", "x").AsText());
        (await cluster.MergeAsync($"{Bodies.ConfigMaps}/b", "{}")).Expect(404);
        (await cluster.SendAsync("PATCH", $"{Bodies.ConfigMaps}/a", "{}", "application/json")).Expect(415);
    }

    [Fact]
    public async Task A_json_patch_applies_its_operations_in_order_or_not_at_all()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(201);
        Task<Answer> Patch(string body) => cluster.SendAsync("PATCH", $"{Bodies.ConfigMaps}/a", body, "application/json-patch+json");
        Answer patched = (await Patch("""
            [{"op":"test","path":"/data/a","value":"1"},{"op":"add","path":"/data/b~1c","value":"2"},{"op":"copy","from":"/data/a","path":"/data/d"},
             {"op":"replace","path":"/data/a","value":"9"},{"op":"move","from":"/data/d","path":"/data/e"}]
            """.Replace("b~1c", "b"))).Expect(200);
        Assert.Equal("""{"a":"9","b":"2","e":"1"}""", patched.Body.Map("data")!.ToJsonString());
        (await Patch("""[{"op":"remove","path":"/data/a"},{"op":"test","path":"/data/b","value":"other"}]""")).Expect(422);
        Assert.Equal(patched.Text, (await cluster.GetAsync($"{Bodies.ConfigMaps}/a")).Text);
        (await Patch("""[{"op":"replace","path":"/data/none","value":"1"}]""")).Expect(422);
    }

    [Fact]
    public async Task A_strategic_patch_merges_lists_by_their_keys()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.Pods, Bodies.Pod("a"))).Expect(201);
        Answer patched = (await cluster.SendAsync("PATCH", $"{Bodies.Pods}/a/status",
            """{"status":{"conditions":[{"type":"Ready","status":"False"},{"type":"Other","status":"True"}]}}""", Strategic)).Expect(200);
        patched = (await cluster.SendAsync("PATCH", $"{Bodies.Pods}/a/status",
            """{"status":{"conditions":[{"type":"Ready","status":"True"},{"type":"Other","$patch":"delete"}]}}""", Strategic)).Expect(200);
        Assert.Equal("""[{"type":"Ready","status":"True"}]""", patched.Body.At("status", "conditions")!.ToJsonString());
        patched = (await cluster.SendAsync("PATCH", $"{Bodies.Pods}/a", """{"spec":{"containers":[{"name":"main","image":"j"}]}}""", Strategic)).Expect(200);
        Assert.Equal("j", patched.Body.Map("spec").Maps("containers").Single().Text("image"));
        (await cluster.PostAsync(Bodies.Definitions, Bodies.Definition)).Expect(201);
        (await cluster.PostAsync(Bodies.Widgets, Bodies.Widget("a"))).Expect(201);
        (await cluster.SendAsync("PATCH", $"{Bodies.Widgets}/a", "{}", Strategic)).Expect(415);
    }
}
