using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace RL4VLM.Compat.KubernetesClient.Tests;

/// <summary>Real sockets, real TLS.</summary>
public sealed class ConnectionTests : IAsyncLifetime
{
    private readonly Authority authority = new();
    private readonly TaskCompletionSource aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource tear = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication server = null!;
    private string address = "";
    private string seen = "";

    public async Task InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = authority.Issue("api.internal");
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.AllowAnyClientCertificate();
        })));
        server = builder.Build();
        server.Run(Serve);
        await server.StartAsync();
        address = server.Urls.Single();
    }

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        authority.Dispose();
    }

    [Fact]
    public async Task A_server_whose_authority_and_name_are_known_is_trusted_and_sees_the_client_certificate()
    {
        (string certificate, string key) = authority.IssuePem("operator");
        KubernetesClientConfiguration config = Config();
        (config.TlsServerName, config.ClientCertificateData, config.ClientCertificateKeyData) = ("api.internal", Base64(certificate), Base64(key));
        using Kubernetes client = new(config);
        V1Pod pod = await client.CoreV1.ReadNamespacedPodAsync("p", "n");
        Assert.Equal("p", pod.Name());
        Assert.Equal("HTTP/2 CN=operator", seen);
    }

    [Fact]
    public async Task Another_name_or_another_authority_is_refused()
    {
        using Kubernetes misnamed = new(Config());
        await Refused(misnamed);
        KubernetesClientConfiguration config = Config();
        config.TlsServerName = "api.internal";
        using Authority stranger = new();
        config.SslCaCerts = CertUtils.LoadPem(stranger.Pem, "stranger");
        using Kubernetes mistrusted = new(config);
        await Refused(mistrusted);

        static async Task Refused(Kubernetes client) => Assert.IsType<AuthenticationException>(
            (await Assert.ThrowsAsync<HttpRequestException>(() => client.CoreV1.ReadNamespacedPodAsync("p", "n"))).InnerException);
    }

    [Fact]
    public async Task Verification_and_the_second_HTTP_version_may_be_turned_off()
    {
        using Kubernetes client = new(new KubernetesClientConfiguration { Host = address, SkipTlsVerify = true, DisableHttp2 = true });
        await client.CoreV1.ReadNamespacedPodAsync("p", "n");
        Assert.Equal("HTTP/1.1 none", seen);
    }

    [Fact]
    public async Task A_watch_that_is_cancelled_is_closed_at_the_server_too()
    {
        using Kubernetes client = new(new KubernetesClientConfiguration { Host = address, SkipTlsVerify = true });
        using CancellationTokenSource cancel = new();
        await using IAsyncEnumerator<(WatchEventType, V1Pod)> events =
            client.CoreV1.WatchListNamespacedPodAsync("n", cancellationToken: cancel.Token).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        ValueTask<bool> next = events.MoveNextAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.AsTask());
        await aborted.Task;
    }

    [Fact]
    public async Task A_watch_left_early_is_closed_at_the_server_too()
    {
        using Kubernetes client = new(new KubernetesClientConfiguration { Host = address, SkipTlsVerify = true });
        await foreach ((WatchEventType, V1Pod) _ in client.CoreV1.WatchListNamespacedPodAsync("n")) break;
        await aborted.Task;
    }

    [Fact]
    public async Task A_torn_connection_is_an_IO_error()
    {
        using Kubernetes client = new(new KubernetesClientConfiguration { Host = address, SkipTlsVerify = true });
        await using IAsyncEnumerator<(WatchEventType, V1Pod)> events = client.CoreV1.WatchListNamespacedPodAsync("n").GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        tear.SetResult();
        await Assert.ThrowsAnyAsync<IOException>(() => events.MoveNextAsync().AsTask());
    }

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    private KubernetesClientConfiguration Config() => new() { Host = address, SslCaCerts = CertUtils.LoadPem(authority.Pem, "authority") };

    private async Task Serve(HttpContext context)
    {
        X509Certificate2? client = await context.Connection.GetClientCertificateAsync();
        seen = $"{context.Request.Protocol} {client?.Subject ?? "none"}";
        const string Pod = """{"kind":"Pod","metadata":{"name":"p"}}""";
        if (context.Request.Query["watch"] != "true")
        {
            await context.Response.WriteAsync(Pod);
            return;
        }
        context.RequestAborted.Register(aborted.SetResult);
        await context.Response.WriteAsync($$"""{"type":"ADDED","object":{{Pod}}}""" + "\n");
        await context.Response.Body.FlushAsync();
        await Task.WhenAny(tear.Task, aborted.Task);
        if (tear.Task.IsCompleted) context.Abort();
    }
}
