using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Corpus;
using RL4VLM.FakeKubernetes.Schemas;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Tests.Schemas;

/// <summary>Status as the operator writes it: a merge patch to the subresource.</summary>
public sealed class RunStatusTests
{
    private const string Status = """
        {
          "observedGeneration": 2, "phase": "Training", "startTime": "2026-01-31T12:00:00Z", "completionTime": "2026-01-31T13:00:00Z", "estimatedCompletionTime": "2026-01-31T13:00:00Z",
          "iteration": 3, "restarts": 1, "gpuSeconds": 7200, "success": 1, "best": 0.5, "manifest": "corpus-0123", "images": {"rollout": "r:1", "learner": "l:1", "evaluator": "e:1"},
          "conditions": [{"type": "Progressing", "status": "True", "observedGeneration": 2, "lastTransitionTime": "2026-01-31T12:00:00Z", "reason": "Training", "message": ""}],
          "stages": [{"stage": "collect", "iteration": 4, "job": "corpus-collect-4-abc", "startTime": "2026-01-31T12:30:00Z", "active": 1, "ready": 1, "succeeded": 1, "failed": 0}],
          "completed": [{"stage": "collect", "iteration": 3, "workers": [0, 2]}, {"stage": "evaluate", "iteration": 3, "task": "numberline"}],
          "evaluations": [{"task": "numberline", "latest": {"iteration": 3, "successRate": 0.5, "greedySuccessRate": 1, "meanReward": -0.25, "thoughtAccuracy": 0}, "best": {"iteration": 0}}],
          "traces": [{"iteration": 3, "traceParent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}, {"iteration": 4, "traceParent": "00-0af7651916cd43dd8448eb211c80319d-b7ad6b7169203332-01"}]
        }
        """;

    private static readonly JsonObject Run = SchemaGate.Admit(Verdict.Version, ManifestCorpus.Least, null, true);

    private static JsonObject Patched(string patch, JsonObject? old = null) =>
        SchemaGate.Admit(Verdict.Version, (JsonObject)ManifestCorpus.Patch(old ?? Run, new JsonObject { ["status"] = JsonNode.Parse(patch) })!, old ?? Run, true);

    [Fact]
    public void It_is_stored_as_it_was_written()
    {
        JsonObject stored = Patched(Status);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Status), stored["status"]), stored["status"]!.ToJsonString());
        Assert.True(JsonNode.DeepEquals(Run["spec"], stored["spec"]));
    }

    [Fact]
    public void A_null_in_a_patch_takes_a_field_out()
    {
        JsonObject stored = Patched("""{"completionTime": null, "stages": null, "phase": "Suspended"}""", Patched(Status));
        Assert.False(stored["status"]!.AsObject().ContainsKey("completionTime"));
        Assert.False(stored["status"]!.AsObject().ContainsKey("stages"));
        Assert.Equal("Suspended", (string?)stored["status"]!["phase"]);
    }

    [Theory]
    [InlineData("""{"phase": "Running"}""", "status.phase")]
    [InlineData("""{"startTime": "today"}""", "status.startTime")]
    [InlineData("""{"conditions": [{"type": "Failed", "status": "True", "lastTransitionTime": "2026-01-31T12:00:00Z", "reason": "no reason", "message": ""}]}""", "status.conditions[0].reason")]
    [InlineData("""{"conditions": [{"type": "Failed", "status": "True", "lastTransitionTime": "2026-01-31T12:00:00Z", "reason": "A", "message": ""}, {"type": "Failed", "status": "True", "lastTransitionTime": "2026-01-31T12:00:00Z", "reason": "A", "message": ""}]}""", "status.conditions[1]")]
    [InlineData("""{"success": 1.5}""", "status.success")]
    [InlineData("""{"traces": [{"iteration": 3, "traceParent": "none"}]}""", "status.traces[0].traceParent")]
    public void A_wrong_status_is_refused(string patch, string path) =>
        Assert.Equal([path], Assert.Throws<ApiException>(() => Patched(patch)).Causes.Select(cause => cause.Field).Where(field => field != "<nil>"));
}
