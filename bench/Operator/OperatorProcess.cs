using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace RL4VLM.Benchmarks.Operator;

/// <summary>The operator as a process of its own, told what the chart tells it.</summary>
internal sealed class OperatorProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly string kubeconfig;
    private readonly HttpClient client = new();
    private readonly ConcurrentQueue<string> complaints = [];
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OperatorProcess(Process process, string kubeconfig)
    {
        (this.process, this.kubeconfig) = (process, kubeconfig);
        AppDomain.CurrentDomain.ProcessExit += Stop;
    }

    /// <summary>Warnings and errors in its log.</summary>
    public IReadOnlyCollection<string> Complaints => complaints;

    public double CpuSeconds
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Starts it and waits until it leads.</summary>
    public static async Task<OperatorProcess> StartAsync(BenchOptions options, BenchCluster cluster)
    {
        if (!File.Exists(options.Operator)) throw new InvalidOperationException($"{options.Operator} is not there: build src/Operator, or give --operator FILE");
        string kubeconfig = Path.GetTempFileName();
        await File.WriteAllTextAsync(kubeconfig, cluster.Kubeconfig());
        var start = new ProcessStartInfo("dotnet", options.Operator) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in new Dictionary<string, string>
        {
            ["KUBECONFIG"] = kubeconfig,
            ["RL4VLM_IMAGE_ROLLOUT"] = "rl4vlm-rollout:bench",
            ["RL4VLM_IMAGE_LEARNER"] = "rl4vlm-learner:bench",
            ["RL4VLM_IMAGE_EVALUATOR"] = "rl4vlm-evaluator:bench",
            ["RL4VLM_LEASE_NAME"] = BenchCluster.OperatorName,
            ["RL4VLM_LEASE_NAMESPACE"] = BenchCluster.OperatorNamespace,
            ["RL4VLM_IDENTITY"] = "bench",
            ["RL4VLM_PORT"] = "0",
        }) start.Environment[name] = value;
        var started = new OperatorProcess(Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start"), kubeconfig);
        started.process.OutputDataReceived += (_, line) => started.Hear(line.Data);
        started.process.ErrorDataReceived += (_, line) => started.Hear(line.Data);
        started.process.BeginOutputReadLine();
        started.process.BeginErrorReadLine();
        started.client.BaseAddress = await started.address.Task.WaitAsync(Patience);
        using var patience = new CancellationTokenSource(Patience);
        while ((await started.MetricsAsync()).Sum("rl4vlm_operator_leader") < 1) await Task.Delay(100, patience.Token);
        return started;
    }

    public async Task<Scrape> MetricsAsync() => new(await client.GetStringAsync(new Uri("metrics", UriKind.Relative)));

    /// <summary>A size of /proc/PID/status in MiB: VmRSS is now, VmHWM the most so far.</summary>
    public double MemoryMiB(string name)
    {
        string line = File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith(name + ":", StringComparison.Ordinal));
        return double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= Stop;
        Stop(null, EventArgs.Empty);
        await process.WaitForExitAsync();
        process.Dispose();
        client.Dispose();
        File.Delete(kubeconfig);
    }

    // Also when this process is interrupted: nobody else would end it.
    private void Stop(object? sender, EventArgs e)
    {
        if (!process.HasExited) process.Kill();
    }

    private void Hear(string? line)
    {
        const string Listening = "listening on ";
        if (line is null)
        {
            address.TrySetException(new InvalidOperationException($"the operator ended: {string.Join('\n', complaints)}"));
            return;
        }

        int at = line.IndexOf(Listening, StringComparison.Ordinal);
        if (at >= 0) address.TrySetResult(new Uri(line[(at + Listening.Length)..].Split(';')[0]));
        else if (line.Contains(" warning ", StringComparison.Ordinal) || line.Contains(" error ", StringComparison.Ordinal) || !address.Task.IsCompleted) complaints.Enqueue(line);
    }
}
