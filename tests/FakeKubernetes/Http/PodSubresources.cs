using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Http;

/// <summary><c>pods/log</c> and <c>pods/eviction</c>.</summary>
internal sealed class PodSubresources(ClusterStore store, ApiOptions options)
{
    private static readonly TimeSpan FollowEvery = TimeSpan.FromMilliseconds(200);

    public ApiResponse Answer(ApiRoute route, ApiRequest request) => (route.Subresource, request.Method) switch
    {
        ("log", "GET") => Log(route, request),
        ("eviction", "POST") => Evict(route, request),
        _ => throw new ApiException(405, "MethodNotAllowed", "the server does not allow this method on the requested resource"),
    };

    private ApiResponse Log(ApiRoute route, ApiRequest request)
    {
        StoredObject pod = Pod(route);
        string[] containers = [.. pod.Document.Map("spec").Maps("initContainers").Concat(pod.Document.Map("spec").Maps("containers")).Select(container => container.Text("name") ?? "")];
        string? container = request.Query["container"];
        if (container is null && pod.Document.Map("spec").Maps("containers").Count() > 1)
        {
            throw ApiErrors.BadRequest($"a container name must be specified for pod {route.Name}, choose one of: [{string.Join(' ', containers)}]");
        }

        if (container is not null && !containers.Contains(container)) throw ApiErrors.BadRequest($"container {container} is not valid for pod {route.Name}");
        if (string.IsNullOrEmpty(pod.Document.At("spec", "nodeName").AsText())) throw ApiErrors.BadRequest($"pod {route.Name} does not have a host assigned");
        var log = new LogRequest(route.Namespace!, route.Name!, container ?? pod.Document.Map("spec").Maps("containers").FirstOrDefault().Text("name"), request.Query.IsTrue("previous"));
        if (request.Query.IsTrue("follow"))
        {
            return new ApiResponse(200) { ContentType = "text/plain", Chunks = new ChunkStream(cancellation => Follow(route, log, cancellation), () => { }) };
        }

        string text = options.Logs(log) ?? throw ApiErrors.BadRequest($"previous terminated container \"{log.Container}\" in pod \"{log.Pod}\" not found");
        return ApiResponse.Text(200, request.Query.Number("tailLines") is long lines ? Tail(text, lines) : text);
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> Follow(ApiRoute route, LogRequest log, [EnumeratorCancellation] CancellationToken cancellation)
    {
        int told = 0;
        while (true)
        {
            bool ended = store.Find(route.Kind!, route.Namespace, route.Name!)?.Document.At("status", "phase").AsText() is null or "Succeeded" or "Failed";
            string text = options.Logs(log) ?? "";
            if (text.Length > told) yield return Encoding.UTF8.GetBytes(text[told..]);
            told = Math.Max(told, text.Length);
            if (ended) yield break;
            await Task.Delay(FollowEvery, store.Clock, cancellation).ConfigureAwait(false);
        }
    }

    private ApiResponse Evict(ApiRoute route, ApiRequest request)
    {
        JsonNode? body = RequestBody.Parse(request);
        if (body.At("metadata", "name").AsText() is { } name && name != route.Name) throw ApiErrors.BadRequest("name in URL does not match name in Eviction object");
        StoredObject pod = Pod(route);
        bool ended = pod.Document.At("status", "phase").AsText() is "Succeeded" or "Failed" or "Pending";
        if (!ended && Blocked(pod))
        {
            throw new ApiException(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.");
        }

        JsonObject? options = body.Map("deleteOptions");
        store.Write(route.Kind!, route.Namespace, route.Name!, Disrupted, "status", new WriteOptions { FieldManager = "kube-apiserver" });
        store.Delete(route.Kind!, route.Namespace, route.Name!, new DeleteOptions
        {
            GracePeriodSeconds = options.Number("gracePeriodSeconds"), Uid = options.At("preconditions", "uid").AsText() ?? pod.Uid,
        });
        return ApiResponse.Json(201, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["code"] = 201 });
    }

    private JsonObject Disrupted(JsonObject pod)
    {
        JsonObject status = pod.Ensure("status");
        if (status.Items("conditions") is not { } conditions) status["conditions"] = conditions = [];
        for (int i = conditions.Count - 1; i >= 0; i--)
        {
            if (conditions[i].Text("type") == "DisruptionTarget") conditions.RemoveAt(i);
        }

        conditions.Add((JsonNode)new JsonObject
        {
            ["type"] = "DisruptionTarget", ["status"] = "True", ["reason"] = "EvictionByEvictionAPI", ["message"] = "Eviction API: evicting",
            ["lastTransitionTime"] = store.Clock.GetUtcNow().Rfc3339(),
        });
        return pod;
    }

    private bool Blocked(StoredObject pod)
    {
        KindInfo? budgets = store.Kinds.Find("policy", "v1", "poddisruptionbudgets");
        return budgets is not null && store.List(budgets.Kind, pod.Key.Namespace).Any(budget =>
            LabelSelector.FromObject(budget.At("spec", "selector")).Matches(pod.Document.At("metadata", "labels"))
            && (budget.At("status", "disruptionsAllowed").AsNumber() ?? 0) <= 0);
    }

    private StoredObject Pod(ApiRoute route) => store.Find(route.Kind!, route.Namespace, route.Name!) ?? throw ApiErrors.NotFound(route.Kind!, route.Name!);

    private static string Tail(string text, long lines)
    {
        string[] all = text.TrimEnd('\n').Split('\n');
        return lines >= all.Length ? text : string.Concat(all[^(int)lines..].Select(line => line + "\n"));
    }
}
