using System.Text.Json.Nodes;
using RL4VLM.Core.Manifest;
using RL4VLM.FakeKubernetes.Corpus;

namespace RL4VLM.EndToEnd.Runs;

/// <summary>Specs of small runs.</summary>
internal static class RunSpecs
{
    /// <summary>NumberLine with two workers; a stage takes seconds.</summary>
    public static JsonObject Small(int iterations = 2) => JsonNode.Parse($$$"""
        {
          "seed": 7,
          "deterministic": true,
          "model": {"preset": "tiny", "device": "cpu"},
          "tasks": [{"name": "numberline", "options": {"maxPosition": 5}}],
          "sft": {"demonstrations": {"source": "expert", "episodes": 60, "mistakes": 0.4}, "epochs": 1, "batchSize": 32, "learningRate": 0.001},
          "ppo": {"iterations": {{{iterations}}}, "stepsPerIteration": 32, "epochs": 1, "miniBatchSize": 16, "learningRate": {"initial": 0.0003, "final": 0.00001, "steps": 4}, "maxGradNorm": 0.5},
          "rollout": {"workers": 2, "environments": 8, "maxNewTokens": 40},
          "evaluation": {"every": 1, "episodes": 8},
          "failurePolicy": {"maxRestarts": 8}
        }
        """)!.AsObject();

    public static JsonObject Manifest(string @namespace, string name, params ReadOnlySpan<JsonObject> specs)
    {
        JsonNode spec = new JsonObject();
        foreach (JsonObject part in specs) spec = ManifestCorpus.Patch(spec, part)!;
        return new JsonObject
        {
            ["apiVersion"] = $"{RunManifest.Group}/{RunManifest.Version}",
            ["kind"] = RunManifest.KindName,
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace },
            ["spec"] = spec,
        };
    }
}
