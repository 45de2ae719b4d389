using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Tests;

public sealed class CustomResourceTests
{
    [Fact]
    public async Task A_definition_is_established_at_once_and_its_resource_served()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.GetAsync(Bodies.Widgets)).Expect(404);
        Answer definition = (await cluster.PostAsync(Bodies.Definitions, Bodies.Definition)).Expect(201);
        Assert.Equal(["Established", "NamesAccepted"], definition.Body.Map("status").Maps("conditions").Select(condition => condition.Text("type")).Order());
        (await cluster.GetAsync(Bodies.Widgets)).Expect(200);
        Answer discovered = (await cluster.GetAsync("/apis/example.com/v1")).Expect(200);
        Assert.Contains(discovered.Body.Maps("resources"), resource => resource.Text("name") == "widgets/status");
        Assert.Contains((await cluster.GetAsync("/apis")).Body.Maps("groups"), group => group.Text("name") == "example.com");
        (await cluster.PostAsync(Bodies.Widgets, Bodies.Widget("a"))).Expect(201);
        (await cluster.DeleteAsync($"{Bodies.Definitions}/widgets.example.com")).Expect(200);
        (await cluster.GetAsync(Bodies.Widgets)).Expect(404);
    }

    [Fact]
    public async Task Wrong_definitions_are_refused()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.Definitions, Bodies.With(Bodies.Definition, map => map["metadata"]!["name"] = "other.example.com"))).Expect(422);
        (await cluster.PostAsync(Bodies.Definitions, Bodies.With(Bodies.Definition, map => map["spec"]!["scope"] = "Other"))).Expect(422);
        (await cluster.PostAsync(Bodies.Definitions, Bodies.With(Bodies.Definition, map =>
            map["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!.AsObject().Remove("type")))).Expect(422);
    }

    [Fact]
    public async Task Status_changes_through_its_subresource_only()
    {
        await using TestCluster cluster = await StartAsync();
        Answer created = (await cluster.PostAsync(Bodies.Widgets, Bodies.Widget("a", status: """{"phase":"Up"}"""))).Expect(201);
        Assert.Null(created.Body.Member("status"));
        Answer main = (await cluster.MergeAsync($"{Bodies.Widgets}/a", """{"status":{"phase":"Up"}}""")).Expect(200);
        Assert.Equal(created.Version, main.Version);
        Answer status = (await cluster.MergeAsync($"{Bodies.Widgets}/a/status", """{"spec":{"size":5},"metadata":{"labels":{"k":"v"}},"status":{"phase":"Up"}}""")).Expect(200);
        Assert.Equal("Up", status.Body.At("status", "phase").AsText());
        Assert.Equal(1, status.Body.At("spec", "size").AsNumber());
        Assert.Null(status.Body.At("metadata", "labels"));
        Assert.Equal("Up", (await cluster.MergeAsync($"{Bodies.Widgets}/a", """{"spec":{"size":2}}""")).Body.At("status", "phase").AsText());
        (await cluster.PutAsync($"{Bodies.Widgets}/a/status", Bodies.With(created.Text, map => map["status"] = null))).Expect(409);
    }

    [Fact]
    public async Task The_generation_counts_changes_of_the_spec_only()
    {
        await using TestCluster cluster = await StartAsync();
        Assert.Equal(1, Generation((await cluster.PostAsync(Bodies.Widgets, Bodies.Widget("a"))).Expect(201)));
        Assert.Equal(1, Generation(await cluster.MergeAsync($"{Bodies.Widgets}/a", """{"metadata":{"labels":{"k":"v"}}}""")));
        Assert.Equal(1, Generation(await cluster.MergeAsync($"{Bodies.Widgets}/a/status", """{"status":{"phase":"Up"}}""")));
        Assert.Equal(2, Generation(await cluster.MergeAsync($"{Bodies.Widgets}/a", """{"spec":{"size":2}}""")));
        Assert.Equal(2, Generation(await cluster.MergeAsync($"{Bodies.Widgets}/a", """{"spec":{"size":2}}""")));
    }

    [Fact]
    public async Task Replacing_needs_the_version()
    {
        await using TestCluster cluster = await StartAsync();
        (await cluster.PostAsync(Bodies.Widgets, Bodies.Widget("a"))).Expect(201);
        Assert.Contains("metadata.resourceVersion FieldValueInvalid", (await cluster.PutAsync($"{Bodies.Widgets}/a", Bodies.Widget("a"))).Expect(422).Causes);
        (await cluster.PutAsync($"{Bodies.Widgets}/b", Bodies.Widget("b"))).Expect(404);
    }

    [Fact]
    public async Task The_schema_prunes_validates_and_is_strict_on_demand()
    {
        await using TestCluster cluster = await StartAsync();
        Answer pruned = (await cluster.PostAsync(Bodies.Widgets, Bodies.Widget("a", """{"size":1,"other":2}"""))).Expect(201);
        Assert.Equal("""{"size":1}""", pruned.Body.Map("spec")!.ToJsonString());
        Assert.Contains("unknown field \"spec.other\"", (await cluster.PostAsync(Bodies.Widgets + "?fieldValidation=Strict", Bodies.Widget("b", """{"other":2}"""))).Expect(400).Message);
        Answer wrong = (await cluster.PostAsync(Bodies.Widgets, Bodies.Widget("b", """{"size":"big"}"""))).Expect(422);
        Assert.Contains(wrong.Causes, cause => cause.StartsWith("spec.size ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tables_have_the_columns_of_the_definition()
    {
        await using TestCluster cluster = await StartAsync();
        (await cluster.PostAsync(Bodies.Widgets, Bodies.Widget("a"))).Expect(201);
        const string accept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
        Answer table = (await cluster.SendAsync("GET", Bodies.Widgets, accept: accept)).Expect(200);
        Assert.Equal("Table", table.Body.Text("kind"));
        Assert.Equal(["Name", "Size", "Age"], table.Body.Maps("columnDefinitions").Select(column => column.Text("name")));
        Assert.StartsWith("""["a",1,""", table.Body.Maps("rows").Single().Items("cells")!.ToJsonString());
        using WatchReader watch = await cluster.WatchAsync(Bodies.Widgets, accept);
        Assert.Equal("Table", (await watch.NextAsync())!.Value.Object.Text("kind"));
    }

    private static long? Generation(Answer answer) => answer.Body.At("metadata", "generation").AsNumber();

    private static async Task<TestCluster> StartAsync()
    {
        TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.Definitions, Bodies.Definition)).Expect(201);
        return cluster;
    }
}
