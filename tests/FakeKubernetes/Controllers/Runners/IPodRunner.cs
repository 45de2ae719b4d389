using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Controllers.Runners;

/// <summary>What containers do once the kubelet starts them.</summary>
public interface IPodRunner : IDisposable
{
    /// <summary>Pods that run at the same time at most, the rest stay Pending; null: any number.</summary>
    int? MaximumPods => null;

    bool HasImage(string image) => true;

    /// <summary>Why a volume of the pod cannot be mounted; null when all can.</summary>
    string? MountProblem(JsonObject pod) => null;

    /// <param name="start">The container.</param>
    /// <param name="exited">To be called once, from any thread, when it has ended.</param>
    IContainerRun Start(ContainerStart start, Action<ContainerExit> exited);

    /// <summary>The pod is gone and nothing of it runs: its files may go.</summary>
    void Remove(string podUid)
    {
    }
}

/// <summary>A container that runs.</summary>
public interface IContainerRun
{
    /// <summary>The end of what it printed.</summary>
    string Log { get; }

    /// <summary>SIGTERM.</summary>
    void Terminate();

    /// <summary>SIGKILL; the exit is still told.</summary>
    void Kill(bool outOfMemory = false);
}

/// <param name="ExitCode">128 + n for signal n.</param>
/// <param name="Message">Termination message; its last 4096 bytes are kept.</param>
/// <param name="OutOfMemory">Ended by the kernel's OOM killer.</param>
/// <param name="Reason">null: Completed, Error or OOMKilled.</param>
public sealed record ContainerExit(int ExitCode, string? Message = null, bool OutOfMemory = false, string? Reason = null);
