using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RL4VLM.FakeKubernetes.Authorization;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Http;

/// <summary>Where the server listens.</summary>
public sealed record FakeApiServerOptions
{
    /// <summary>0 takes a free one.</summary>
    public int Port { get; init; }

    public ClusterOptions Cluster { get; init; } = new();

    public ApiOptions Api { get; init; } = new();
}

/// <summary>The API on a loopback port, plain HTTP with bearer tokens.</summary>
public sealed class FakeApiServer : IAsyncDisposable
{
    private readonly WebApplication application;

    private FakeApiServer(WebApplication application, ApiHandler api)
    {
        this.application = application;
        Api = api;
        Address = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public Uri Address { get; }

    public ApiHandler Api { get; }

    public ClusterStore Store => Api.Store;

    public static Task<FakeApiServer> StartAsync(FakeApiServerOptions? options = null) =>
        StartAsync(new ApiHandler(new ClusterStore((options ??= new FakeApiServerOptions()).Cluster), options.Api), options.Port);

    /// <summary>Serves an API that exists already, which may be reached in process as well.</summary>
    public static async Task<FakeApiServer> StartAsync(ApiHandler api, int port = 0)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.AddServerHeader = false;
        });
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        WebApplication application = builder.Build();
        application.Run(context => HttpBridge.HandleAsync(api, context));
        await application.StartAsync().ConfigureAwait(false);
        return new FakeApiServer(application, api);
    }

    /// <summary>A client that speaks as the user of the token.</summary>
    public HttpClient Client(string token = Identities.AdminToken)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    /// <summary>A kubeconfig for the user of the token.</summary>
    public string Kubeconfig(string token = Identities.AdminToken, string @namespace = "default") => $"""
        apiVersion: v1
        kind: Config
        clusters:
        - name: fake
          cluster: {"{"}server: "{Address.ToString().TrimEnd('/')}"{"}"}
        users:
        - name: user
          user: {"{"}token: "{token}"{"}"}
        contexts:
        - name: fake
          context: {"{"}cluster: fake, user: user, namespace: "{@namespace}"{"}"}
        current-context: fake
        """;

    public async ValueTask DisposeAsync()
    {
        Store.CutWatches();
        await application.DisposeAsync().ConfigureAwait(false);
    }
}
