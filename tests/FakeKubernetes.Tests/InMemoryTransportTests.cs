using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Http;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Tests;

public sealed class InMemoryTransportTests
{
    [Fact]
    public async Task A_client_in_the_process_sees_the_same_api()
    {
        var api = new ApiHandler(new ClusterStore());
        using var client = new HttpClient(new InMemoryTransport(api)) { BaseAddress = new Uri("http://cluster") };
        using HttpResponseMessage watch = await client.GetAsync($"{Bodies.ConfigMaps}?watch=true", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await watch.Content.ReadAsStreamAsync());
        using var content = new StringContent(Bodies.ConfigMap("a"), Encoding.UTF8, "application/json");
        using HttpResponseMessage created = await client.PostAsync(Bodies.ConfigMaps, content);
        Assert.Equal(201, (int)created.StatusCode);
        JsonNode? list = await client.GetFromJsonAsync<JsonNode>(Bodies.ConfigMaps);
        Assert.Equal("a", list.Maps("items").Single().At("metadata", "name").AsText());
        Assert.Equal("ADDED", JsonNode.Parse((await lines.ReadLineAsync())!).Text("type"));
        api.Store.CutWatches();
        Assert.Null(await lines.ReadLineAsync());
    }

    [Fact]
    public async Task A_seeded_cluster_is_the_same_every_time()
    {
        async Task<string> Run()
        {
            var api = new ApiHandler(new ClusterStore(new ClusterOptions { Seed = 1, Clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider() }));
            using var client = new HttpClient(new InMemoryTransport(api)) { BaseAddress = new Uri("http://cluster") };
            using var content = new StringContent("""{"metadata":{"generateName":"a-"}}""", Encoding.UTF8, "application/json");
            using HttpResponseMessage created = await client.PostAsync(Bodies.ConfigMaps, content);
            return await created.Content.ReadAsStringAsync();
        }

        Assert.Equal(await Run(), await Run());
    }
}
