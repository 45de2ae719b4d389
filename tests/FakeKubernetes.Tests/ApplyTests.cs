using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Tests;

public sealed class ApplyTests
{
    private const string Path = Bodies.Widgets + "/a";

    [Fact]
    public async Task Applying_creates_what_is_absent_and_changes_nothing_the_second_time()
    {
        await using TestCluster cluster = await StartAsync();
        Answer created = (await cluster.ApplyAsync(Path, Widget("""{"size":1}"""), "me")).Expect(201);
        Assert.Equal("Apply", created.Body.Map("metadata").Maps("managedFields").Single().Text("operation"));
        Assert.Equal("""{"f:spec":{"f:size":{}}}""", created.Body.Map("metadata").Maps("managedFields").Single().Map("fieldsV1")!.ToJsonString());
        Assert.Equal(created.Version, (await cluster.ApplyAsync(Path, Widget("""{"size":1}"""), "me")).Expect(200).Version);
        (await cluster.SendAsync("PATCH", Path, Widget("""{"size":1}"""), "application/apply-patch+yaml")).Expect(422);
    }

    [Fact]
    public async Task Yaml_can_be_applied()
    {
        await using TestCluster cluster = await StartAsync();
        Answer created = (await cluster.ApplyAsync(Path, "apiVersion: example.com/v1\nkind: Widget\nmetadata:\n  name: a\nspec:\n  size: 3\n", "me")).Expect(201);
        Assert.Equal(3, created.Body.At("spec", "size").AsNumber());
    }

    [Fact]
    public async Task What_another_manager_owns_is_a_conflict_unless_forced()
    {
        await using TestCluster cluster = await StartAsync();
        (await cluster.ApplyAsync(Path, Widget("""{"size":1,"color":"red"}"""), "one")).Expect(201);
        Answer conflict = (await cluster.ApplyAsync(Path, Widget("""{"size":2}"""), "two")).Expect(409);
        Assert.Equal("Conflict", conflict.Reason);
        Assert.Equal([".spec.size FieldManagerConflict"], conflict.Causes);
        Assert.StartsWith("Apply failed with 1 conflict: conflict with \"one\"", conflict.Message);
        Answer forced = (await cluster.ApplyAsync(Path, Widget("""{"size":2}"""), "two", force: true)).Expect(200);
        Assert.Equal(2, forced.Body.At("spec", "size").AsNumber());
        Assert.Equal("red", forced.Body.At("spec", "color").AsText());

        // One no longer owns the size: leaving it out does not remove it.
        Answer left = (await cluster.ApplyAsync(Path, Widget("""{"color":"red"}"""), "one")).Expect(200);
        Assert.Equal(2, left.Body.At("spec", "size").AsNumber());
    }

    [Fact]
    public async Task The_same_value_is_shared()
    {
        await using TestCluster cluster = await StartAsync();
        (await cluster.ApplyAsync(Path, Widget("""{"size":1}"""), "one")).Expect(201);
        (await cluster.ApplyAsync(Path, Widget("""{"size":1}"""), "two")).Expect(200);
        Answer without = (await cluster.ApplyAsync(Path, Widget("{}"), "one")).Expect(200);
        Assert.Equal(1, without.Body.At("spec", "size").AsNumber());
        Answer gone = (await cluster.ApplyAsync(Path, Widget("{}"), "two")).Expect(200);
        Assert.Null(gone.Body.At("spec", "size"));
    }

    [Fact]
    public async Task What_is_no_longer_applied_goes_and_keyed_lists_merge()
    {
        await using TestCluster cluster = await StartAsync();
        (await cluster.ApplyAsync(Path, Widget("""{"parts":[{"name":"x","count":1},{"name":"y"}],"tags":["s","t"],"names":["p","q"]}"""), "one")).Expect(201);
        (await cluster.ApplyAsync(Path, Widget("""{"parts":[{"name":"z","count":3}],"tags":["u"]}"""), "two")).Expect(200);
        Answer result = (await cluster.ApplyAsync(Path, Widget("""{"parts":[{"name":"x"}],"tags":["t"],"names":["q"]}"""), "one")).Expect(200);
        Assert.Equal("""[{"name":"x"},{"name":"z","count":3}]""", result.Body.At("spec", "parts")!.ToJsonString());
        Assert.Equal("""["t","u"]""", result.Body.At("spec", "tags")!.ToJsonString());
        Assert.Equal("""["q"]""", result.Body.At("spec", "names")!.ToJsonString());
    }

    [Fact]
    public async Task An_update_takes_ownership_of_what_it_changes()
    {
        await using TestCluster cluster = await StartAsync();
        (await cluster.ApplyAsync(Path, Widget("""{"size":1,"color":"red"}"""), "one")).Expect(201);
        (await cluster.SendAsync("PATCH", Path + "?fieldManager=editor", """{"spec":{"size":5}}""", "application/merge-patch+json")).Expect(200);
        Answer conflict = (await cluster.ApplyAsync(Path, Widget("""{"size":1,"color":"red"}"""), "one")).Expect(409);
        Assert.Contains("conflict with \"editor\" using example.com/v1: .spec.size", conflict.Message);
        (await cluster.ApplyAsync(Path, Widget("""{"color":"blue"}"""), "one")).Expect(200);
    }

    [Fact]
    public async Task Status_is_applied_through_its_subresource_only()
    {
        await using TestCluster cluster = await StartAsync();
        (await cluster.ApplyAsync(Path, Widget("""{"size":1}"""), "one")).Expect(201);
        Answer status = (await cluster.ApplyAsync(Path + "/status", """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"size":9},"status":{"phase":"Up"}}""", "two")).Expect(200);
        Assert.Equal("Up", status.Body.At("status", "phase").AsText());
        Assert.Equal(1, status.Body.At("spec", "size").AsNumber());
        Assert.Contains(status.Body.Map("metadata").Maps("managedFields"), entry => entry.Text("manager") == "two" && entry.Text("subresource") == "status");
    }

    private static string Widget(string spec) => $$$"""{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{{{spec}}} }""";

    private static async Task<TestCluster> StartAsync()
    {
        TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.Definitions, Bodies.Definition)).Expect(201);
        return cluster;
    }
}
