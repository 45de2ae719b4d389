using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Authorization;
using RL4VLM.FakeKubernetes.Http;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Tests;

/// <summary>A server on a port of its own and short ways to talk to it.</summary>
public sealed class TestCluster : IAsyncDisposable
{
    private readonly FakeApiServer server;
    private readonly Dictionary<string, HttpClient> clients = [];

    private TestCluster(FakeApiServer server) => this.server = server;

    public ClusterStore Store => server.Store;

    public ApiHandler Api => server.Api;

    public FakeApiServer Server => server;

    public static async Task<TestCluster> StartAsync(ClusterOptions? cluster = null, ApiOptions? api = null) =>
        new(await FakeApiServer.StartAsync(new FakeApiServerOptions { Cluster = cluster ?? new ClusterOptions(), Api = api ?? new ApiOptions() }));

    public HttpClient Client(string token = Identities.AdminToken)
    {
        if (!clients.TryGetValue(token, out HttpClient? client)) clients[token] = client = server.Client(token);
        return client;
    }

    public async Task<Answer> SendAsync(string method, string path, string? body = null, string type = "application/json", string token = Identities.AdminToken, string? accept = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        using HttpResponseMessage response = await Client(token).SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        string[] warnings = response.Headers.TryGetValues("Warning", out IEnumerable<string>? values) ? [.. values] : [];
        return new Answer((int)response.StatusCode, text, warnings);
    }

    public Task<Answer> GetAsync(string path) => SendAsync("GET", path);

    public Task<Answer> PostAsync(string path, string body) => SendAsync("POST", path, body);

    public Task<Answer> PutAsync(string path, string body) => SendAsync("PUT", path, body);

    public Task<Answer> DeleteAsync(string path, string? body = null) => SendAsync("DELETE", path, body);

    public Task<Answer> MergeAsync(string path, string body) => SendAsync("PATCH", path, body, "application/merge-patch+json");

    public Task<Answer> ApplyAsync(string path, string body, string manager, bool force = false) =>
        SendAsync("PATCH", $"{path}?fieldManager={manager}{(force ? "&force=true" : "")}", body, "application/apply-patch+yaml");

    /// <summary>Starts a watch; its events are read one by one.</summary>
    public async Task<WatchReader> WatchAsync(string path, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path + (path.Contains('?') ? "&" : "?") + "watch=true");
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        HttpResponseMessage response = await Client().SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        return new WatchReader(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (HttpClient client in clients.Values) client.Dispose();
        await server.DisposeAsync();
    }
}

public sealed record Answer(int Code, string Text, string[] Warnings)
{
    public JsonObject Body => JsonNode.Parse(Text)!.AsObject();

    public string? Reason => Body.Text("reason");

    public string? Message => Body.Text("message");

    public string Version => Body.At("metadata", "resourceVersion").AsText()!;

    public string[] Causes => [.. Body.Map("details").Maps("causes").Select(cause => $"{cause.Text("field")} {cause.Text("reason")}")];

    public string[] Names => [.. Body.Maps("items").Select(item => item.At("metadata", "name").AsText()!)];

    /// <summary>The answer, which must have this code.</summary>
    public Answer Expect(int code)
    {
        Assert.True(code == Code, $"expected {code}, got {Code}: {Text}");
        return this;
    }
}

public sealed class WatchReader(HttpResponseMessage response, StreamReader lines) : IDisposable
{
    /// <summary>The next event, as <c>TYPE name</c> and its object; null when the stream has ended.</summary>
    public async Task<(string Type, JsonObject Object)?> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await lines.ReadLineAsync(limit.Token) is { } line && JsonNode.Parse(line) is { } message
            ? (message.Text("type")!, message.Map("object")!) : null;
    }

    public async Task<string?> NextNameAsync() => await NextAsync() is var (type, item) ? $"{type} {item.At("metadata", "name").AsText()}" : null;

    public void Dispose()
    {
        lines.Dispose();
        response.Dispose();
    }
}
