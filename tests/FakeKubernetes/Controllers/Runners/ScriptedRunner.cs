namespace RL4VLM.FakeKubernetes.Controllers.Runners;

/// <summary>What a container of a test does, on the cluster's clock.</summary>
public sealed record Script
{
    /// <summary>Until it ends by itself; null: never.</summary>
    public TimeSpan? Duration { get; init; } = TimeSpan.Zero;

    public int ExitCode { get; init; }

    /// <summary>Termination message.</summary>
    public string? Message { get; init; }

    public bool OutOfMemory { get; init; }

    /// <summary>From SIGTERM to its end; null: it ignores SIGTERM.</summary>
    public TimeSpan? StopsAfter { get; init; } = TimeSpan.Zero;

    /// <summary>After SIGTERM: 143 when the program does not handle it.</summary>
    public int StopExitCode { get; init; } = 143;

    /// <summary>Runs when it ends by itself, before anybody hears of the end: the place to commit an artifact.</summary>
    public Action? Ending { get; init; }

    public string Log { get; init; } = "";

    public static Script Done(string? message = null, TimeSpan duration = default) => new() { Message = message, Duration = duration };

    public static Script Fail(int exitCode, TimeSpan duration = default) => new() { ExitCode = exitCode, Duration = duration };

    public static Script Forever { get; } = new() { Duration = null };
}

/// <summary>Containers do what a delegate decides.</summary>
/// <param name="decide">Called when a container starts, in the manager's step.</param>
public sealed class ScriptedRunner(Func<ContainerStart, Script> decide) : IPodRunner
{
    public int? MaximumPods { get; init; }

    public IContainerRun Start(ContainerStart start, Action<ContainerExit> exited) => new Run(start, decide(start), exited);

    public void Dispose()
    {
    }

    private sealed class Run : IContainerRun
    {
        private readonly ContainerStart start;
        private readonly Script script;
        private readonly Action<ContainerExit> exited;
        private readonly IDisposable? end;
        private bool over;
        private bool stopping;

        public Run(ContainerStart start, Script script, Action<ContainerExit> exited)
        {
            this.start = start;
            this.script = script;
            this.exited = exited;
            if (script.Duration is { } duration) end = start.After(duration, EndByItself);
        }

        public string Log => script.Log;

        public void Terminate()
        {
            if (stopping || script.StopsAfter is not { } wait) return;
            stopping = true;
            start.After(wait, () => End(new ContainerExit(script.StopExitCode)));
        }

        public void Kill(bool outOfMemory = false) => End(new ContainerExit(137, null, outOfMemory));

        private void EndByItself()
        {
            if (over) return;
            script.Ending?.Invoke();
            End(new ContainerExit(script.OutOfMemory ? 137 : script.ExitCode, script.Message, script.OutOfMemory));
        }

        private void End(ContainerExit exit)
        {
            if (over) return;
            over = true;
            end?.Dispose();
            exited(exit);
        }
    }
}
