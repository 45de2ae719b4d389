using System.Diagnostics;
using System.Globalization;
using RL4VLM.Otlp;

namespace RL4VLM.Benchmarks.Telemetry;

/// <summary>A collector in a process of its own: what it costs to receive is none of the run's.</summary>
internal sealed class Collector : IDisposable
{
    private const string Option = "--collector";

    private readonly Process process;

    private Collector(Process process, string endpoint) => (this.process, Endpoint) = (process, endpoint);

    public string Endpoint { get; }

    public static async Task<Collector> StartAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(Collector).Assembly.Location);
        start.ArgumentList.Add(Option);
        Process process = Process.Start(start) ?? throw new InvalidOperationException("the collector did not start");
        return new Collector(process, await process.StandardOutput.ReadLineAsync().ConfigureAwait(false) ?? throw new InvalidOperationException("the collector ended at once"));
    }

    /// <summary>Ends it.</summary>
    /// <returns>How many spans and how many metrics it got.</returns>
    public async Task<(int Spans, int Metrics)> EndAsync()
    {
        process.StandardInput.Close();
        int[] counts = [.. (await process.StandardOutput.ReadToEndAsync().ConfigureAwait(false)).Split(' ').Select(count => int.Parse(count, CultureInfo.InvariantCulture))];
        await process.WaitForExitAsync().ConfigureAwait(false);
        return (counts[0], counts[1]);
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }

    /// <summary>Is the collector: says where it listens, and what it got once its input is closed.</summary>
    public static async Task<int> ServeAsync()
    {
        await using var receiver = new OtlpReceiver();
        await Console.Out.WriteLineAsync(receiver.Endpoint);
        await Console.In.ReadToEndAsync();
        await Console.Out.WriteLineAsync($"{receiver.Spans.Count} {receiver.Metrics.Count}");
        return 0;
    }
}
