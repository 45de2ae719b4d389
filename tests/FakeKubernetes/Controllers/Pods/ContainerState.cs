using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Controllers.Runners;

namespace RL4VLM.FakeKubernetes.Controllers.Pods;

/// <summary>A container as its kubelet knows it.</summary>
internal sealed class ContainerState(JsonObject spec, ContainerRole role)
{
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(5);

    public JsonObject Spec { get; } = spec;

    public ContainerRole Role { get; } = role;

    public string Name { get; } = spec.Text("name")!;

    public string Image { get; } = spec.Text("image") ?? "";

    public int Restarts { get; private set; }

    /// <summary>Not null while it runs.</summary>
    public IContainerRun? Run { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public ContainerExit? Exit { get; private set; }

    public DateTimeOffset? ExitedAt { get; private set; }

    /// <summary>Why it does not run yet.</summary>
    public (string Reason, string? Message) Waiting { get; set; } = ("ContainerCreating", null);

    /// <summary>When its image was first found missing.</summary>
    public DateTimeOffset? PullFailedAt { get; set; }

    public bool Running => Run is not null;

    public bool EverStarted => StartedAt is not null;

    /// <summary>Ended, and not waiting to be started again.</summary>
    public bool Ended => Exit is not null;

    private JsonObject? LastState { get; set; }

    /// <summary>About to be started; <see cref="Attach"/> follows with its run.</summary>
    public void Started(DateTimeOffset now)
    {
        if (Exit is not null)
        {
            Restarts++;
            LastState = new JsonObject { ["terminated"] = Terminated() };
        }

        (StartedAt, Exit, ExitedAt, PullFailedAt) = (now, null, null, null);
    }

    public void Attach(IContainerRun run) => Run = run;

    public void Exited(ContainerExit exit, DateTimeOffset now) => (Run, Exit, ExitedAt) = (null, exit, now);

    public bool RestartsBy(string? podPolicy) => Role == ContainerRole.Sidecar || podPolicy is null or "Always" || (podPolicy == "OnFailure" && Exit?.ExitCode != 0);

    /// <summary>10 s after the first end, doubled each time, at most five minutes.</summary>
    public DateTimeOffset RestartAt()
    {
        TimeSpan wait = TimeSpan.FromSeconds(10);
        for (int i = 0; i < Restarts && wait < LongestBackoff; i++) wait *= 2;
        return ExitedAt!.Value + (wait < LongestBackoff ? wait : LongestBackoff);
    }

    public JsonObject Status(bool willRestart)
    {
        var status = new JsonObject
        {
            ["name"] = Name,
            ["image"] = Image,
            ["imageID"] = EverStarted ? $"fake://{Image}" : "",
            ["ready"] = Running || (Role == ContainerRole.Init && Exit?.ExitCode == 0),
            ["started"] = Running,
            ["restartCount"] = Restarts,
            ["lastState"] = LastState?.DeepClone() ?? new JsonObject(),
            ["state"] = State(willRestart),
        };
        if (willRestart && Exit is not null) status["lastState"] = new JsonObject { ["terminated"] = Terminated() };
        return status;
    }

    private JsonObject State(bool willRestart)
    {
        if (Running) return new JsonObject { ["running"] = new JsonObject { ["startedAt"] = StartedAt!.Value.Stamp() } };
        if (Exit is not null && !willRestart) return new JsonObject { ["terminated"] = Terminated() };
        (string reason, string? message) = Exit is null ? Waiting : ("CrashLoopBackOff", $"back-off restarting failed container={Name}");
        var waiting = new JsonObject { ["reason"] = reason };
        if (message is not null) waiting["message"] = message;
        return new JsonObject { ["waiting"] = waiting };
    }

    private JsonObject Terminated()
    {
        var terminated = new JsonObject
        {
            ["exitCode"] = Exit!.ExitCode,
            ["reason"] = Exit.Reason ?? (Exit.OutOfMemory ? "OOMKilled" : Exit.ExitCode == 0 ? "Completed" : "Error"),
            ["startedAt"] = (StartedAt ?? ExitedAt)!.Value.Stamp(),
            ["finishedAt"] = ExitedAt!.Value.Stamp(),
        };
        if (TerminationMessage.Fit(Exit.Message) is { Length: > 0 } message) terminated["message"] = message;
        return terminated;
    }
}
