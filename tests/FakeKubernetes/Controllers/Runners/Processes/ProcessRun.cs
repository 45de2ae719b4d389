using System.ComponentModel;
using System.Diagnostics;

namespace RL4VLM.FakeKubernetes.Controllers.Runners.Processes;

/// <summary>A container as a process.</summary>
internal sealed class ProcessRun : IContainerRun
{
    private readonly Process process;
    private readonly BoundedLog log;
    private readonly string mark = Guid.NewGuid().ToString("N");
    private readonly string terminationMessage;
    private volatile bool started;
    private volatile bool outOfMemory;

    public ProcessRun(ProcessStartInfo start, string terminationMessage, int logBytes)
    {
        this.terminationMessage = terminationMessage;
        log = new BoundedLog(logBytes);
        start.Environment[ProcessTree.MarkVariable] = mark;
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => log.Add(line.Data);
        process.ErrorDataReceived += (_, line) => log.Add(line.Data);
    }

    public string Log => log.ToString();

    /// <summary>Ends when the process has ended and was told of.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    public void Start(Action<ContainerExit> exited)
    {
        try
        {
            process.Start();
        }
        catch (Win32Exception problem)
        {
            exited(new ContainerExit(128, problem.Message, Reason: "StartError"));
            return;
        }

        started = true;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Completion = Task.Run(() => WaitAsync(exited));
    }

    public void Terminate()
    {
        if (started) ProcessTree.SendTerminate(process);
    }

    public void Kill(bool outOfMemory = false)
    {
        if (!started) return;
        if (outOfMemory) this.outOfMemory = true;
        ProcessTree.KillAll(process, mark);
    }

    private async Task WaitAsync(Action<ContainerExit> exited)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Exited += (_, _) => ended.TrySetResult();
        process.EnableRaisingEvents = true;
        await ended.Task.ConfigureAwait(false);
        ProcessTree.KillMarked(mark);
        await process.WaitForExitAsync().ConfigureAwait(false); // to the end of its output, which nobody holds open any more
        string? message = File.Exists(terminationMessage) ? await File.ReadAllTextAsync(terminationMessage).ConfigureAwait(false) : null;
        exited(new ContainerExit(process.ExitCode, message, outOfMemory));
    }
}
