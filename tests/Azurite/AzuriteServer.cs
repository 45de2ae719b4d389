using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace RL4VLM.Azurite;

/// <summary>A real Azurite (blob service) on a free port, with its data in a temporary folder. It ends with the process that started it,
/// killed or not: it watches its standard input.</summary>
public sealed partial class AzuriteServer : IAsyncDisposable
{
    /// <summary>The account that every Azurite has, with the key that its documentation publishes.</summary>
    public const string AccountName = "devstoreaccount1";

    public const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(30);

    private readonly string data = Directory.CreateTempSubdirectory("azurite-").FullName;
    private Process? process;

    private AzuriteServer()
    {
    }

    /// <summary>0 until the first start; then it stays.</summary>
    public int Port { get; private set; }

    public string AccountUrl => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/{AccountName}");

    public string ConnectionString => $"DefaultEndpointsProtocol=http;AccountName={AccountName};AccountKey={AccountKey};BlobEndpoint={AccountUrl};";

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">Node or Azurite is not installed; the message says how to get them.</exception>
    public static async Task<AzuriteServer> StartAsync()
    {
        var server = new AzuriteServer();
        await server.RestartAsync();
        return server;
    }

    /// <summary>Starts again after <see cref="StopAsync"/>, on the same port and with the same data.</summary>
    public async Task RestartAsync()
    {
        if (process is not null) return;
        Process started = Launch();
        try
        {
            Port = await ReadPortAsync(started);
            process = started;
        }
        catch
        {
            await EndAsync(started);
            throw;
        }
    }

    /// <summary>Stops the server: connections are refused until <see cref="RestartAsync"/>. What was written stays.</summary>
    public async Task StopAsync()
    {
        if (process is not { } running) return;
        process = null;
        await EndAsync(running);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(data, recursive: true);
    }

    private static async Task EndAsync(Process running)
    {
        using Process ending = running;
        ending.StandardInput.Close();
        using var limit = new CancellationTokenSource(StopTime);
        try
        {
            await ending.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            ending.Kill();
            await ending.WaitForExitAsync();
        }
    }

    private static async Task<int> ReadPortAsync(Process started)
    {
        var port = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var complaints = new ConcurrentQueue<string>();
        // Read to the end, or a full pipe would stop the server.
        started.ErrorDataReceived += (_, line) => complaints.Enqueue(line.Data ?? "");
        started.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null) port.TrySetException(new InvalidOperationException($"Azurite did not start: {string.Join('\n', complaints)}"));
            else if (Listening().Match(line.Data) is { Success: true } match) port.TrySetResult(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
        };
        started.BeginErrorReadLine();
        started.BeginOutputReadLine();
        return await port.Task;
    }

    [GeneratedRegex(@"successfully listens on http://127\.0\.0\.1:(\d+)")]
    private static partial Regex Listening();

    private Process Launch()
    {
        string tools = Path.Combine(RepositoryRoot(), "tests", "tools", "azurite");
        if (!Directory.Exists(Path.Combine(tools, "node_modules", "azurite")))
        {
            throw new InvalidOperationException("Azurite is not installed: run scripts/dependencies.sh test");
        }

        var start = new ProcessStartInfo("node") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = data };
        foreach (string argument in new[]
        {
            Path.Combine(tools, "serve.js"), "--location", data, "--blobHost", "127.0.0.1", "--blobPort", Port.ToString(CultureInfo.InvariantCulture),
            "--blobKeepAliveTimeout", "2", "--skipApiVersionCheck", "--disableTelemetry", "--silent",
        })
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new InvalidOperationException("node could not be started: run scripts/dependencies.sh test");
    }

    private static string RepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RL4VLM.slnx"))) return folder.FullName;
        }

        throw new InvalidOperationException("RL4VLM.slnx is in no folder above the tests");
    }
}
