using System.Diagnostics;
using System.Text.RegularExpressions;

namespace RL4VLM.EndToEnd.Clusters.Fake;

/// <summary>A replica of the operator as a real process; the kubelet's part, starting it again when it ends, is played here.</summary>
internal sealed partial class OperatorProcess : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Func<string, ProcessStartInfo> describe;
    private readonly Action<string> log;
    private readonly string replica;
    private readonly Task supervising;
    private Process? process;
    private int starts;
    private bool stopped;
    private bool alive;
    private Uri? address;
    private TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="replica">Name that the processes' names begin with.</param>
    /// <param name="describe">What to start, by the process's name.</param>
    /// <param name="log">Takes each line it prints.</param>
    public OperatorProcess(string replica, Func<string, ProcessStartInfo> describe, Action<string> log)
    {
        (this.replica, this.describe, this.log) = (replica, describe, log);
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        supervising = Task.Run(SuperviseAsync);
    }

    /// <summary>The process's name, another one after every start.</summary>
    public string Name
    {
        get
        {
            lock (gate) return $"{replica}-{starts}";
        }
    }

    public bool IsAlive
    {
        get
        {
            lock (gate) return alive;
        }
    }

    /// <summary>Where the process answers probes; null until it does.</summary>
    public Uri? Address
    {
        get
        {
            lock (gate) return address;
        }
    }

    /// <summary>Completes when the process answers probes.</summary>
    public Task Ready
    {
        get
        {
            lock (gate) return ready.Task;
        }
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        lock (gate)
        {
            ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (alive) process!.Kill();
            alive = false;
            address = null;
        }
    }

    /// <summary>SIGTERM, and its end.</summary>
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        lock (gate)
        {
            stopped = true;
            if (alive) Signals.Terminate(process!.Id);
        }

        await supervising;
    }

    private async Task SuperviseAsync()
    {
        while (true)
        {
            Process running;
            lock (gate)
            {
                if (stopped) return;
                starts++;
                running = Process.Start(describe($"{replica}-{starts}")) ?? throw new InvalidOperationException("dotnet could not be started");
                process = running;
                alive = true;
            }

            string name = $"{replica}-{starts}";
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            running.Exited += (_, _) => ended.TrySetResult();
            running.EnableRaisingEvents = true;
            running.OutputDataReceived += (_, line) => Hear(name, line.Data);
            running.ErrorDataReceived += (_, line) => Hear(name, line.Data);
            running.BeginOutputReadLine();
            running.BeginErrorReadLine();
            await ended.Task;
            log($"{name} ended with {running.ExitCode}");
            lock (gate) alive = false;
            // The next one does not wait for the end of what this one has printed: whoever else holds its pipe would hold up the operator.
            _ = running.WaitForExitAsync().ContinueWith(_ => running.Dispose(), TaskScheduler.Default);
        }
    }

    private void Hear(string name, string? line)
    {
        if (line is null) return;
        log($"{name}: {line}");
        if (Listening().Match(line) is not { Success: true } heard) return;
        lock (gate)
        {
            if (!alive || name != $"{replica}-{starts}") return;
            address = new Uri(heard.Groups[1].Value);
            ready.TrySetResult();
        }
    }

    private void OnExit(object? sender, EventArgs e) => Kill();

    [GeneratedRegex("listening on (http://[^;/]+)")]
    private static partial Regex Listening();
}
