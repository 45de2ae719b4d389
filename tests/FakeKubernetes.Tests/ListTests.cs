using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Tests;

public sealed class ListTests
{
    [Fact]
    public async Task Pages_show_one_state_however_much_changes_in_between()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        foreach (string name in (string[])["a", "b", "c", "d", "e"]) (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap(name))).Expect(201);
        Answer first = (await cluster.GetAsync($"{Bodies.ConfigMaps}?limit=2")).Expect(200);
        Assert.Equal(["a", "b"], first.Names);
        Assert.Equal(3, first.Body.At("metadata", "remainingItemCount").AsNumber());
        (await cluster.DeleteAsync($"{Bodies.ConfigMaps}/c")).Expect(200);
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("bb"))).Expect(201);
        Answer second = (await cluster.GetAsync($"{Bodies.ConfigMaps}?limit=2&continue={first.Body.At("metadata", "continue").AsText()}")).Expect(200);
        Assert.Equal(["c", "d"], second.Names);
        Assert.Equal(first.Version, second.Version);
        Answer third = (await cluster.GetAsync($"{Bodies.ConfigMaps}?limit=2&continue={second.Body.At("metadata", "continue").AsText()}")).Expect(200);
        Assert.Equal(["e"], third.Names);
        Assert.Null(third.Body.At("metadata", "continue"));
    }

    [Fact]
    public async Task A_continue_token_from_before_the_history_is_expired()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        foreach (string name in (string[])["a", "b"]) (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap(name))).Expect(201);
        string token = (await cluster.GetAsync($"{Bodies.ConfigMaps}?limit=1")).Body.At("metadata", "continue").AsText()!;
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("c"))).Expect(201);
        cluster.Store.CompactHistory();
        Answer expired = (await cluster.GetAsync($"{Bodies.ConfigMaps}?limit=1&continue={token}")).Expect(410);
        Assert.Equal("Expired", expired.Reason);
        (await cluster.GetAsync($"{Bodies.ConfigMaps}?continue=nonsense")).Expect(400);
        (await cluster.GetAsync($"{Bodies.ConfigMaps}?continue={token}&resourceVersion=5")).Expect(400);
    }

    [Theory]
    [InlineData("k=1", "a")]
    [InlineData("k==1,j", "")]
    [InlineData("k!=1", "b,c")]
    [InlineData("k in (1, 2)", "a,b")]
    [InlineData("k notin (1,2)", "c")]
    [InlineData("k", "a,b")]
    [InlineData("!k", "c")]
    public async Task Labels_select(string selector, string names)
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a", labels: """{"k":"1"}"""))).Expect(201);
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("b", labels: """{"k":"2"}"""))).Expect(201);
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("c"))).Expect(201);
        Assert.Equal(names, string.Join(',', (await cluster.GetAsync($"{Bodies.ConfigMaps}?labelSelector={Uri.EscapeDataString(selector)}")).Expect(200).Names));
    }

    [Fact]
    public async Task Fields_select_where_the_kind_offers_them()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.Pods, Bodies.Pod("a"))).Expect(201);
        (await cluster.PostAsync(Bodies.Pods, Bodies.Pod("b", ""","nodeName":"n" """))).Expect(201);
        Assert.Equal(["b"], (await cluster.GetAsync($"{Bodies.Pods}?fieldSelector=spec.nodeName%3Dn")).Names);
        Assert.Equal(["a", "b"], (await cluster.GetAsync($"{Bodies.Pods}?fieldSelector=status.phase%3DPending")).Names);
        Assert.Equal(["a"], (await cluster.GetAsync($"{Bodies.Pods}?fieldSelector=metadata.name!%3Db")).Names);
        Assert.Contains("field label not supported: spec.other", (await cluster.GetAsync($"{Bodies.Pods}?fieldSelector=spec.other%3Dn")).Expect(400).Message);
    }

    [Fact]
    public async Task Versions_of_lists()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(201);
        string then = (await cluster.GetAsync(Bodies.ConfigMaps)).Version;
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("b"))).Expect(201);
        Answer exact = (await cluster.GetAsync($"{Bodies.ConfigMaps}?resourceVersion={then}&resourceVersionMatch=Exact")).Expect(200);
        Assert.Equal(["a"], exact.Names);
        Assert.Equal(then, exact.Version);
        Assert.Equal(["a", "b"], (await cluster.GetAsync($"{Bodies.ConfigMaps}?resourceVersion={then}&resourceVersionMatch=NotOlderThan")).Expect(200).Names);
        Assert.Equal(["a", "b"], (await cluster.GetAsync($"{Bodies.ConfigMaps}?resourceVersion=0")).Expect(200).Names);
        (await cluster.GetAsync($"{Bodies.ConfigMaps}?resourceVersion=999999")).Expect(504);
        (await cluster.GetAsync($"{Bodies.ConfigMaps}?resourceVersionMatch=Exact")).Expect(422);
        (await cluster.GetAsync($"{Bodies.ConfigMaps}?resourceVersion=x")).Expect(400);
        cluster.Store.CompactHistory();
        (await cluster.GetAsync($"{Bodies.ConfigMaps}?resourceVersion={then}&resourceVersionMatch=Exact")).Expect(410);
    }

    [Fact]
    public async Task Only_custom_resources_repeat_their_kind_in_a_list()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.Definitions, Bodies.Definition)).Expect(201);
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(201);
        (await cluster.PostAsync(Bodies.Widgets, Bodies.Widget("a"))).Expect(201);
        Answer maps = await cluster.GetAsync(Bodies.ConfigMaps);
        Assert.Equal("ConfigMapList", maps.Body.Text("kind"));
        Assert.Null(maps.Body.Maps("items").Single().Text("kind"));
        Answer widgets = await cluster.GetAsync(Bodies.Widgets);
        Assert.Equal("WidgetList", widgets.Body.Text("kind"));
        Assert.Equal("Widget", widgets.Body.Maps("items").Single().Text("kind"));
    }

    [Fact]
    public async Task A_list_may_be_served_stale_where_it_asks_for_no_newest_state()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        long then = cluster.Store.Version;
        (await cluster.PostAsync(Bodies.ConfigMaps, Bodies.ConfigMap("a"))).Expect(201);
        cluster.Api.Faults.ServeStale(ResourceKind.ConfigMaps, then);
        Assert.Empty((await cluster.GetAsync($"{Bodies.ConfigMaps}?resourceVersion=0")).Expect(200).Names);
        Assert.Equal(["a"], (await cluster.GetAsync(Bodies.ConfigMaps)).Expect(200).Names);
        cluster.Api.Faults.Clear();
        Assert.Equal(["a"], (await cluster.GetAsync($"{Bodies.ConfigMaps}?resourceVersion=0")).Expect(200).Names);
    }
}
