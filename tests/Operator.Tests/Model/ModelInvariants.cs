using System.Text.Json.Nodes;
using RL4VLM.Core.Planning;
using RL4VLM.FakeKubernetes.Storage;
using RL4VLM.Operator.Reconciling;
using RL4VLM.Operator.Resources;

namespace RL4VLM.Operator.Tests.Model;

/// <summary>What has to hold at every change of the cluster: one active Job for each piece of work, no active pod in a suspended run.</summary>
internal sealed class ModelInvariants(ClusterStore store, ModelTraces traces, ResourceKind runs, string @namespace, string name)
{
    private readonly List<string> violations = [];

    public IReadOnlyList<string> Violations => violations;

    public void Check(StoreEvent change)
    {
        if (change.Kind == ResourceKind.Jobs && change.Type == "ADDED") CheckJobs(change.Object);
        if (change.Kind == ResourceKind.Pods && change.Type == "ADDED") CheckSuspended("a pod is created");
        if (change.Kind == runs && change.Type == "MODIFIED") CheckSuspended("the status says Suspended");
    }

    private void CheckJobs(JsonObject added)
    {
        string Work(JsonObject job) => $"{job["metadata"]!["ownerReferences"]![0]!["uid"]} {job["metadata"]!["labels"]![Labels.Stage]} {job["metadata"]!["labels"]![Labels.Iteration]} {job["metadata"]!["labels"]![Labels.Task]}";
        JsonObject[] same = [.. store.List(ResourceKind.Jobs).Where(job => Work(job) == Work(added) && !IsFinished(job))];
        traces.Check(added);
        if (same.Length > 1) violations.Add($"{same.Length} active Jobs for {Work(added)}");
    }

    private void CheckSuspended(string when)
    {
        if (store.Get(runs, @namespace, name) is not { } run || !(bool)run["spec"]!["lifecycle"]!["suspend"]!) return;
        if (run["status"]?["conditions"]?.AsArray().Any(condition => (string)condition!["type"]! == Reasons.Suspended && (string)condition["status"]! == "True") != true) return;
        string uid = (string)run["metadata"]!["uid"]!;
        HashSet<string> own = [.. store.List(ResourceKind.Jobs).Where(job => (string)job["metadata"]!["ownerReferences"]![0]!["uid"]! == uid).Select(job => (string)job["metadata"]!["uid"]!)];
        string[] active = [.. store.List(ResourceKind.Pods)
            .Where(pod => (string?)pod["status"]?["phase"] is not ("Succeeded" or "Failed") && own.Contains((string)pod["metadata"]!["ownerReferences"]![0]!["uid"]!))
            .Select(pod => (string)pod["metadata"]!["name"]!)];
        if (active.Length > 0) violations.Add($"suspended with active pods when {when}: {string.Join(", ", active)}");
    }

    private static bool IsFinished(JsonObject job) =>
        job["status"]?["conditions"]?.AsArray().Any(condition => (string)condition!["type"]! is "Complete" or "Failed" && (string)condition["status"]! == "True") == true;
}
