using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Controllers;

public sealed record ControllerOptions
{
    /// <summary>Seed of generated names, and of the order of work when <see cref="AnyOrder"/>.</summary>
    public int Seed { get; init; }

    /// <summary>Pending work is taken in any order rather than first in, first out: another seed is another interleaving.</summary>
    public bool AnyOrder { get; init; }

    /// <summary>Nodes that are created unless they are there.</summary>
    public IReadOnlyList<NodeOptions> Nodes { get; init; } = [new("node-0")];

    /// <summary>From bound to running, by pod; null: at once.</summary>
    public Func<JsonObject, TimeSpan>? SlowStart { get; init; }

    /// <summary>From the pod's creation to its binding.</summary>
    public TimeSpan SchedulingDelay { get; init; }
}

/// <summary>A node to create.</summary>
/// <param name="Name">Its name, and its hostname label.</param>
public sealed record NodeOptions(string Name)
{
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Quantities, for example <c>{["cpu"] = "16", ["nvidia.com/gpu"] = "8"}</c>; cpu, memory and pods that are not named are plenty.</summary>
    public IReadOnlyDictionary<string, string> Allocatable { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<NodeTaint> Taints { get; init; } = [];
}

/// <param name="Key">For example <c>nvidia.com/gpu</c>.</param>
/// <param name="Effect">NoSchedule or NoExecute.</param>
/// <param name="Value">May be empty.</param>
public sealed record NodeTaint(string Key, string Effect = "NoSchedule", string Value = "");
