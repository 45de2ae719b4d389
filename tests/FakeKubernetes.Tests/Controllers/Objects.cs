using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Controllers;

namespace RL4VLM.FakeKubernetes.Tests.Controllers;

internal static class Objects
{
    /// <summary>A Job whose spec has the fields of the JSON text on top of one container <c>stage</c>.</summary>
    public static JsonObject Job(string spec = "{}", string name = "job")
    {
        JsonObject fields = JsonNode.Parse(spec)!.AsObject();
        JsonObject template = fields.Ensure("template", "spec");
        template["restartPolicy"] ??= "Never";
        template["containers"] ??= new JsonArray(new JsonObject { ["name"] = "stage", ["image"] = "image" });
        return new JsonObject
        {
            ["apiVersion"] = "batch/v1",
            ["kind"] = "Job",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = TestCluster.Namespace },
            ["spec"] = fields,
        };
    }

    public static JsonObject Named(string kind, string name, string fields = "{}")
    {
        JsonObject item = JsonNode.Parse(fields)!.AsObject();
        item["apiVersion"] = "v1";
        item["kind"] = kind;
        JsonObject metadata = item.Ensure("metadata");
        metadata["name"] = name;
        metadata["namespace"] = TestCluster.Namespace;
        return item;
    }
}
