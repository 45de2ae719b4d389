using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Http;

/// <param name="Name">Heading.</param>
/// <param name="Type">string, integer, number, boolean or date.</param>
/// <param name="Value">The cell of an object.</param>
/// <param name="Priority">Above 0: only in wide tables.</param>
internal sealed record TableColumn(string Name, string Type, Func<JsonObject, JsonNode?> Value, int Priority = 0);

/// <summary>Which columns a resource has: those of its definition, or a few for the built-in ones.</summary>
internal static class TableColumns
{
    private static readonly TableColumn Name = new("Name", "string", document => document.At("metadata", "name"));
    private static readonly TableColumn Age = new("Age", "date", document => document.At("metadata", "creationTimestamp"));

    public static TableColumn[] Of(KindInfo info)
    {
        if (info.Definition is { } definition)
        {
            TableColumn[] own = [.. definition.Maps("additionalPrinterColumns").Select(Custom)];
            return own.Length == 0 ? [Name, Age] : [Name, .. own];
        }

        return info.Kind.Kind switch
        {
            "Pod" => [Name, new("Ready", "string", Ready), new("Status", "string", PodStatus), new("Restarts", "integer", Restarts), Age,
                new("Node", "string", document => document.At("spec", "nodeName"), 1)],
            "Job" => [Name, new("Status", "string", JobStatus), new("Completions", "string", Completions), Age],
            "Namespace" => [Name, new("Status", "string", document => document.At("status", "phase")), Age],
            "Lease" => [Name, new("Holder", "string", document => document.At("spec", "holderIdentity")), Age],
            "ConfigMap" or "Secret" => [Name, new("Data", "integer", document => document.Map("data")?.Count ?? 0), Age],
            "Event" => [new("Last Seen", "date", document => document.Member("lastTimestamp") ?? document.At("metadata", "creationTimestamp")),
                new("Type", "string", document => document.Member("type")), new("Reason", "string", document => document.Member("reason")),
                new("Object", "string", document => $"{document.At("involvedObject", "kind").AsText()?.ToLowerInvariant()}/{document.At("involvedObject", "name").AsText()}"),
                new("Message", "string", document => document.Member("message"))],
            _ => [Name, Age],
        };
    }

    private static TableColumn Custom(JsonObject column)
    {
        string path = column.Text("jsonPath") ?? "";
        return new TableColumn(column.Text("name") ?? "", column.Text("type") ?? "string", document => SimpleJsonPath.Find(document, path), (int)(column.Number("priority") ?? 0));
    }

    private static JsonNode Ready(JsonObject pod) =>
        $"{pod.Map("status").Maps("containerStatuses").Count(status => status.Flag("ready") == true)}/{pod.Map("spec").Maps("containers").Count()}";

    private static JsonNode? PodStatus(JsonObject pod) => pod.At("metadata", "deletionTimestamp") is not null ? "Terminating"
        : pod.Map("status").Maps("containerStatuses").Select(status => status.At("state", "waiting", "reason")).FirstOrDefault(reason => reason is not null)
            ?? pod.At("status", "reason") ?? pod.At("status", "phase");

    private static JsonNode Restarts(JsonObject pod) => pod.Map("status").Maps("containerStatuses").Sum(status => status.Number("restartCount") ?? 0);

    private static JsonNode JobStatus(JsonObject job)
    {
        bool Has(string type) => job.Map("status").Maps("conditions").Any(condition => condition.Text("type") == type && condition.Text("status") == "True");
        return Has("Complete") ? "Complete" : Has("Failed") ? "Failed" : job.At("metadata", "deletionTimestamp") is not null ? "Terminating"
            : Has("Suspended") ? "Suspended" : Has("FailureTarget") ? "FailureTarget" : Has("SuccessCriteriaMet") ? "SuccessCriteriaMet" : "Running";
    }

    private static JsonNode Completions(JsonObject job) => $"{job.At("status", "succeeded").AsNumber() ?? 0}/{job.At("spec", "completions").AsNumber() ?? 1}";
}
