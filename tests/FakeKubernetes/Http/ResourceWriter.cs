using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Patching;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Http;

/// <summary>POST, PUT, PATCH.</summary>
internal sealed class ResourceWriter(ClusterStore store)
{
    public ApiResponse Create(ApiRoute route, ApiRequest request, string user)
    {
        KindInfo info = route.Kind!;
        JsonObject body = RequestBody.Object(request, info);
        CheckNamespace(route, body);
        WriteOptions write = Options(request, user);
        string? name = body.At("metadata", "name").AsText();
        try
        {
            return Answer(201, store.Create(info, route.StoreNamespace, body, write), write, info, request);
        }
        catch (ApiException e)
        {
            // The path does not name what failed.
            e.Data[StatusBody.NameKey] = name;
            throw;
        }
    }

    public ApiResponse Replace(ApiRoute route, ApiRequest request, string user)
    {
        KindInfo info = route.Kind!;
        JsonObject body = RequestBody.Object(request, info);
        CheckNamespace(route, body);
        WriteOptions write = Options(request, user);
        string name = route.Name!;
        string? given = body.At("metadata", "name").AsText();
        if (given != name) throw ApiErrors.BadRequest($"the name of the object ({given ?? ""}) does not match the name on the URL ({name})");
        if (info.CreateOnUpdate && route.Subresource is null)
        {
            (StoredObject item, bool created) = store.WriteOrCreate(info, route.StoreNamespace, name, current => Conditional(info, current, body), write);
            return Answer(created ? 201 : 200, item, write, info, request);
        }

        return Answer(200, store.Write(info, route.StoreNamespace, name, current => Conditional(info, current, body), route.Subresource, write), write, info, request);
    }

    public ApiResponse Patch(ApiRoute route, ApiRequest request, string user)
    {
        KindInfo info = route.Kind!;
        WriteOptions write = Options(request, user);
        string type = RequestBody.MediaType(request);
        if (type is "application/apply-patch+yaml" or "application/apply-patch+cbor") return Apply(route, request, write);
        if (request.Query["force"] is not null) throw ApiErrors.BadRequest("force is forbidden for a patch that is not an apply patch");
        JsonNode patch = RequestBody.Parse(request) ?? throw ApiErrors.BadRequest("the patch is empty");
        Func<JsonObject, JsonObject> change = type switch
        {
            "application/merge-patch+json" => current => MergePatch.Apply(current, Map(patch)),
            "application/json-patch+json" => current => JsonPatch.Apply(current, patch as JsonArray ?? throw ApiErrors.BadRequest("a JSON patch is a list of operations"), info, route.Name!),
            "application/strategic-merge-patch+json" when !info.IsCustom => current => StrategicMergePatch.Apply(current, Map(patch)),
            _ => throw new ApiException(415, "UnsupportedMediaType",
                $"the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, {(info.IsCustom ? "" : "application/strategic-merge-patch+json, ")}application/apply-patch+yaml (got {type})"),
        };
        return Answer(200, store.Write(info, route.StoreNamespace, route.Name!, change, route.Subresource, write), write, info, request);
    }

    private ApiResponse Apply(ApiRoute route, ApiRequest request, WriteOptions write)
    {
        KindInfo info = route.Kind!;
        if (string.IsNullOrEmpty(request.Query["fieldManager"])) throw ServerSideApply.Refused("fieldManager", "is required for apply patch");
        JsonObject config = RequestBody.Parse(request) as JsonObject ?? throw ApiErrors.BadRequest("the applied configuration is no object");
        CheckNamespace(route, config);
        var apply = new ServerSideApply(info, config, write, route.Subresource, request.Query.IsTrue("force"), store.Clock.GetUtcNow().Rfc3339());
        if (route.Subresource is not null)
        {
            return Answer(200, store.Write(info, route.StoreNamespace, route.Name!, apply.To, route.Subresource, write), write, info, request);
        }

        (StoredObject item, bool created) = store.WriteOrCreate(info, route.StoreNamespace, route.Name!, apply.To, write);
        return Answer(created ? 201 : 200, item, write, info, request);
    }

    private static JsonObject Conditional(KindInfo info, JsonObject? current, JsonObject body)
    {
        if (current is not null && !info.UnconditionalUpdate && string.IsNullOrEmpty(body.At("metadata", "resourceVersion").AsText()))
        {
            var errors = new FieldErrors();
            errors.Invalid("metadata.resourceVersion", 0, "must be specified for an update");
            throw ApiErrors.Invalid(info, current.At("metadata", "name").AsText()!, errors);
        }

        if (current is null && body.Map("metadata") is { } metadata) metadata.Remove("resourceVersion");
        return body;
    }

    private ApiResponse Answer(int code, StoredObject item, WriteOptions write, KindInfo info, ApiRequest request) => TableView.Wanted(request.Accept)
        ? ApiResponse.Json(code, TableView.Of(info, [item], store.Clock.GetUtcNow(), request.Query["includeObject"])) with { Warnings = write.Warnings }
        : new ApiResponse(code) { Body = item.Utf8, Warnings = write.Warnings };

    private static void CheckNamespace(ApiRoute route, JsonObject body)
    {
        string? given = body.At("metadata", "namespace").AsText();
        if (route.StoreNamespace is { } wanted && given is { Length: > 0 } && given != wanted)
        {
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    private static JsonObject Map(JsonNode patch) => patch as JsonObject ?? throw ApiErrors.BadRequest("the patch is no object");

    private static WriteOptions Options(ApiRequest request, string user)
    {
        if (request.Query["dryRun"] is { } dryRun and not "All") throw ApiErrors.BadRequest($"dryRun: Unsupported value: \"{dryRun}\": supported values: \"All\"");
        string agent = request.UserAgent.Split('/')[0];
        return new WriteOptions
        {
            FieldManager = request.Query["fieldManager"] is { Length: > 0 } manager ? manager : agent.Length == 0 ? "unknown" : agent,
            User = user,
            DryRun = request.Query["dryRun"] is not null,
            Validation = request.Query["fieldValidation"] switch
            {
                "Strict" => FieldValidation.Strict,
                "Ignore" => FieldValidation.Ignore,
                null or "" or "Warn" => FieldValidation.Warn,
                string other => throw ApiErrors.BadRequest($"fieldValidation: Unsupported value: \"{other}\": supported values: \"Ignore\", \"Strict\", \"Warn\""),
            },
        };
    }
}
