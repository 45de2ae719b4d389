using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Tests;

public sealed class ObjectTests
{
    [Fact]
    public async Task An_object_gets_its_system_fields_and_can_be_read_again()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        Answer created = (await cluster.PostAsync(Bodies.ConfigMaps + "?fieldManager=me", Bodies.ConfigMap("a"))).Expect(201);
        Assert.Equal("default", created.Body.At("metadata", "namespace").AsText());
        Assert.True(Guid.TryParse(created.Body.At("metadata", "uid").AsText(), out _));
        Assert.True(DateTimeOffset.TryParse(created.Body.At("metadata", "creationTimestamp").AsText(), out _));
        Assert.Equal("me", created.Body.Map("metadata").Maps("managedFields").Single().Text("manager"));
        Answer read = (await cluster.GetAsync($"{Bodies.ConfigMaps}/a")).Expect(200);
        Assert.Equal(created.Text, read.Text);
    }

    [Fact]
    public async Task A_second_object_of_the_name_already_exists()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(201);
        Answer again = (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(409);
        Assert.Equal("AlreadyExists", again.Reason);
        Assert.Equal("configmaps \"a\" already exists", again.Message);
        Assert.Equal("configmaps", again.Body.At("details", "kind").AsText());
    }

    [Fact]
    public async Task What_is_absent_is_not_found_and_says_so_in_the_real_words()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        Answer missing = (await cluster.GetAsync($"{Bodies.Jobs}/a")).Expect(404);
        Assert.Equal("jobs.batch \"a\" not found", missing.Message);
        Assert.Equal("NotFound", missing.Reason);
        (await cluster.PostAsync("/api/v1/namespaces/nowhere/configmaps", Bodies.ConfigMap("a"))).Expect(404);
        (await cluster.GetAsync("/apis/example.com/v1/namespaces/default/widgets")).Expect(404);
    }

    [Fact]
    public async Task Replacing_an_older_version_is_a_conflict()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        Answer first = (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(201);
        (await cluster.PutAsync($"{Bodies.ConfigMaps}/a", Bodies.With(first.Text, map => map["data"]!["a"] = "2"))).Expect(200);
        Answer stale = (await cluster.PutAsync($"{Bodies.ConfigMaps}/a", Bodies.With(first.Text, map => map["data"]!["a"] = "3"))).Expect(409);
        Assert.Equal("Conflict", stale.Reason);
        Assert.Equal("Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again", stale.Message);
        (await cluster.MergeAsync($"{Bodies.ConfigMaps}/a", $$$"""{"metadata":{"resourceVersion":"{{{first.Version}}}"},"data":{"a":"3"}}""")).Expect(409);
        (await cluster.PutAsync($"{Bodies.ConfigMaps}/a", Bodies.ConfigMap("a", "4"))).Expect(200);
    }

    [Fact]
    public async Task A_write_that_changes_nothing_is_no_write()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        Answer first = (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(201);
        Assert.Equal(first.Version, (await cluster.MergeAsync($"{Bodies.ConfigMaps}/a", """{"data":{"a":"1"}}""")).Expect(200).Version);
        Assert.Equal(first.Version, (await cluster.PutAsync($"{Bodies.ConfigMaps}/a", first.Text)).Expect(200).Version);
        Assert.NotEqual(first.Version, (await cluster.MergeAsync($"{Bodies.ConfigMaps}/a", """{"data":{"a":"2"}}""")).Expect(200).Version);
    }

    [Fact]
    public async Task Versions_grow_over_all_resources()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        long last = 0;
        foreach (string path in (string[])[Bodies.ConfigMaps, "/api/v1/namespaces/default/secrets", Bodies.ConfigMaps])
        {
            long version = long.Parse((await cluster.PostAsync(path, """{"metadata":{"generateName":"a-"}}""")).Expect(201).Version);
            Assert.True(version > last);
            last = version;
        }

        Assert.True(long.Parse((await cluster.GetAsync(Bodies.Jobs)).Version) >= last);
    }

    [Fact]
    public async Task Names_can_be_generated()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        string? name = (await cluster.PostAsync(Bodies.ConfigMaps, """{"metadata":{"generateName":"a-"}}""")).Expect(201).Body.At("metadata", "name").AsText();
        Assert.Matches("^a-[bcdfghjklmnpqrstvwxz2456789]{5}$", name);
        Assert.Contains("metadata.name FieldValueRequired", (await cluster.PostAsync(Bodies.ConfigMaps, "{}")).Expect(422).Causes);
    }

    [Theory]
    [InlineData("Big")]
    [InlineData("a_b")]
    [InlineData("-a")]
    [InlineData("a..b")]
    public async Task Wrong_names_are_invalid(string name)
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        Answer answer = (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap(name))).Expect(422);
        Assert.Equal("Invalid", answer.Reason);
        Assert.Equal("ConfigMap", answer.Body.At("details", "kind").AsText());
        Assert.Contains("metadata.name FieldValueInvalid", answer.Causes);
        Assert.StartsWith($"ConfigMap \"{name}\" is invalid: metadata.name: Invalid value: \"{name}\": a lowercase RFC 1123 subdomain", answer.Message);
    }

    [Fact]
    public async Task Labels_and_annotations_are_checked()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a", labels: """{"k":"not valid"}"""))).Expect(422);
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a", labels: """{"/k":"v"}"""))).Expect(422);
        string big = Bodies.With(Bodies.ConfigMap("a"), map => map["metadata"]!["annotations"] = new System.Text.Json.Nodes.JsonObject { ["k"] = new string('x', 256 * 1024) });
        Assert.Contains("metadata.annotations FieldValueTooLong", (await cluster.PostAsync(Bodies.ConfigMaps, big)).Expect(422).Causes);
    }

    [Fact]
    public async Task System_fields_cannot_be_changed()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        Answer first = (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(201);
        Answer patched = (await cluster.MergeAsync($"{Bodies.ConfigMaps}/a",
            """{"metadata":{"creationTimestamp":"2000-01-01T00:00:00Z","deletionTimestamp":"2000-01-01T00:00:00Z","generation":7}}""")).Expect(200);
        Assert.Equal(first.Text, patched.Text);
        (await cluster.MergeAsync($"{Bodies.ConfigMaps}/a", """{"metadata":{"uid":"other"}}""")).Expect(409);
        (await cluster.MergeAsync($"{Bodies.ConfigMaps}/a", """{"metadata":{"name":"other"}}""")).Expect(400);
    }

    [Fact]
    public async Task Bodies_of_another_kind_version_or_namespace_are_bad_requests()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.ConfigMaps, """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a"}}""")).Expect(400);
        (await cluster.PostAsync(Bodies.ConfigMaps, """{"kind":"ConfigMap","apiVersion":"v2","metadata":{"name":"a"}}""")).Expect(400);
        (await cluster.PostAsync(Bodies.ConfigMaps, """{"metadata":{"name":"a","namespace":"other"}}""")).Expect(400);
        (await cluster.PostAsync(Bodies.ConfigMaps, """{"metadata":{"name":"a"},"metadata":{}}""")).Expect(400);
        (await cluster.PostAsync(Bodies.ConfigMaps, "nonsense")).Expect(400);
        (await cluster.SendAsync("POST", Bodies.ConfigMaps, "{}", "text/plain")).Expect(415);
    }

    [Fact]
    public async Task A_dry_run_checks_and_stores_nothing()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.ConfigMaps + "?dryRun=All", Bodies.ConfigMap("a"))).Expect(201);
        (await cluster.GetAsync($"{Bodies.ConfigMaps}/a")).Expect(404);
        (await cluster.PostAsync(Bodies.ConfigMaps + "?dryRun=All", Bodies.ConfigMap("A"))).Expect(422);
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(201);
        (await cluster.SendAsync("DELETE", $"{Bodies.ConfigMaps}/a?dryRun=All")).Expect(200);
        (await cluster.GetAsync($"{Bodies.ConfigMaps}/a")).Expect(200);
    }
}
