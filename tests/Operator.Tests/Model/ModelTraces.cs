using System.Text.Json.Nodes;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Operator.Reconciling;

namespace RL4VLM.Operator.Tests.Model;

/// <summary>A collector, and the operator's way to it: what has begun is exported, or dies with the operator.</summary>
internal sealed class ModelTraces(Random random, bool isOn) : IRunTraces
{
    private readonly HashSet<string> pending = [];
    private readonly HashSet<string> exported = [];
    private readonly Dictionary<(string Run, string Iteration), string> ofJobs = [];
    private int begun;

    /// <summary>Chance of a death while one waits, in a thousand.</summary>
    public int Faults { get; set; }

    public List<string> Violations { get; } = [];

    public bool IsOn => isOn;

    public string? Begin(RunManifest manifest, int iteration, string? predecessor)
    {
        string trace = $"00-{++begun:x32}-{begun:x16}-01";
        if (predecessor is not null && !exported.Contains(predecessor) && !pending.Contains(predecessor)) Violations.Add($"the trace of iteration {iteration} links to one that nobody has");
        pending.Add(trace);
        return trace;
    }

    public Task ExportedAsync(CancellationToken cancellation)
    {
        if (random.Next(1000) < Faults)
        {
            pending.Clear();
            throw new OperatorKilled();
        }

        exported.UnionWith(pending);
        pending.Clear();
        return Task.CompletedTask;
    }

    public void Record(OperatorSpan span, DateTimeOffset now)
    {
        if (!exported.Contains(span.TraceParent)) Violations.Add($"{span.Name} lies under a span that nobody has");
    }

    /// <summary>All Jobs of an iteration lie in one trace, whose first span has been exported.</summary>
    public void Check(JsonObject job)
    {
        JsonNode? found = job["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray().FirstOrDefault(variable => (string?)variable!["name"] == "TRACEPARENT");
        string trace = (string?)found?["value"] ?? "";
        if (isOn ? !exported.Contains(trace) : trace.Length > 0) Violations.Add($"Job {job["metadata"]!["name"]} lies under '{trace}', which nobody has");
        (string, string) key = ((string)job["metadata"]!["ownerReferences"]![0]!["uid"]!, (string)job["metadata"]!["labels"]![Labels.Iteration]!);
        if (ofJobs.TryAdd(key, trace) || ofJobs[key] == trace) return;
        Violations.Add($"Job {job["metadata"]!["name"]} is in another trace than the others of its iteration");
    }
}
