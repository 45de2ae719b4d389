using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Controllers.Runners;

public enum ContainerRole { Main, Init, Sidecar }

/// <summary>A container about to run.</summary>
public sealed record ContainerStart
{
    /// <summary>Shared: read only.</summary>
    public required JsonObject Pod { get; init; }

    /// <summary>Its entry in the pod's spec; shared: read only.</summary>
    public required JsonObject Container { get; init; }

    public required ContainerRole Role { get; init; }

    /// <summary>The Job it belongs to; null for another pod.</summary>
    public string? Job { get; init; }

    /// <summary>Completion index; null when the Job is not Indexed.</summary>
    public int? Index { get; init; }

    /// <summary>Pods of the same Job's name and index before this one.</summary>
    public required int Attempt { get; init; }

    /// <summary>Restarts of this container within the pod.</summary>
    public required int Restart { get; init; }

    /// <summary>Resolved: every reference and $(VARIABLE).</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Runs an action on the cluster's clock, in the manager's step.</summary>
    public required Func<TimeSpan, Action, IDisposable> After { get; init; }

    public string PodName => Pod["metadata"]!["name"]!.GetValue<string>();

    public string PodUid => Pod["metadata"]!["uid"]!.GetValue<string>();

    public string Namespace => Pod["metadata"]!["namespace"]!.GetValue<string>();

    public string Name => Container["name"]!.GetValue<string>();

    /// <summary>A label of the pod; null when it has none.</summary>
    public string? Label(string name) => Pod.Text("metadata", "labels", name);
}
