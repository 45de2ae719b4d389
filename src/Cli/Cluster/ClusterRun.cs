using System.Text.Json;
using RL4VLM.Core.Manifest;

namespace RL4VLM.Cli.Cluster;

/// <summary>A run as the API serves it.</summary>
/// <param name="Namespace">Where it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="Created">When it was created.</param>
/// <param name="Generation">Counts changes of the spec.</param>
/// <param name="ResourceVersion">Where a watch goes on.</param>
/// <param name="Spec">The manifest's spec as JSON: it may be one that <see cref="ManifestReader"/> refuses.</param>
/// <param name="Status">What the operator wrote; empty before it has.</param>
internal sealed record ClusterRun(
    string Namespace, string Name, DateTimeOffset Created, long Generation, string ResourceVersion, JsonElement Spec, RunStatus Status)
{
    /// <summary>The phase in a word; runs that no operator has looked at yet have none.</summary>
    public string Phase => Status.Phase?.ToString() ?? "Unknown";

    public bool HasEnded => Status.Phase is RunPhase.Succeeded or RunPhase.Failed;

    /// <summary>Iterations that the spec asks for; null when it does not say.</summary>
    public int? Iterations =>
        Spec.ValueKind == JsonValueKind.Object && Spec.TryGetProperty("ppo", out JsonElement ppo) && ppo.ValueKind == JsonValueKind.Object
        && ppo.TryGetProperty("iterations", out JsonElement number) && number.TryGetInt32(out int iterations) ? iterations : null;

    public static ClusterRun Read(JsonElement resource)
    {
        JsonElement metadata = resource.GetProperty("metadata");
        return new ClusterRun(
            metadata.GetProperty("namespace").GetString()!,
            metadata.GetProperty("name").GetString()!,
            metadata.GetProperty("creationTimestamp").GetDateTimeOffset(),
            metadata.TryGetProperty("generation", out JsonElement generation) ? generation.GetInt64() : 0,
            metadata.GetProperty("resourceVersion").GetString()!,
            resource.TryGetProperty("spec", out JsonElement spec) ? spec.Clone() : default,
            RunStatusJson.Read(resource.TryGetProperty("status", out JsonElement status) ? status : null));
    }

    public RunCondition? Condition(string type) => Status.Conditions?.FirstOrDefault(condition => condition.Type == type);

    public bool Holds(string type) => Condition(type)?.Status == "True";

    /// <summary>The condition that says why the run does not go on; null while it does, when it was suspended, and once it succeeded.</summary>
    public RunCondition? Blocker()
    {
        if (Condition(ConditionTypes.Failed) is { Status: "True" } failed) return failed;
        if (Condition(ConditionTypes.Accepted) is { Status: "False" } refused) return refused;
        return Condition(ConditionTypes.Progressing) is { Reason: not ("StageRunning" or "StagePending" or "Finished" or "Suspended" or "Suspending") } waiting ? waiting : null;
    }
}
