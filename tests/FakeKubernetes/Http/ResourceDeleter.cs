using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Http;

/// <summary>DELETE of one object and of a collection.</summary>
internal sealed class ResourceDeleter(ClusterStore store)
{
    public ApiResponse Delete(ApiRoute route, ApiRequest request)
    {
        KindInfo info = route.Kind!;
        DeleteOptions options = Options(request, info);
        List<string> warnings = [];
        if (info.DefaultPropagation == Propagation.Orphan && options.Propagation is null)
        {
            warnings.Add("child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning");
        }

        (StoredObject item, bool gone) = store.Delete(info, route.StoreNamespace, route.Name!, options);
        return gone && !info.ReturnsDeleted
            ? ApiResponse.Json(200, StatusBody.Deleted(info, item)) with { Warnings = warnings }
            : new ApiResponse(200) { Body = item.Utf8, Warnings = warnings };
    }

    public ApiResponse DeleteCollection(ApiRoute route, ApiRequest request)
    {
        KindInfo info = route.Kind!;
        DeleteOptions options = Options(request, info);
        ObjectFilter filter = ResourceReader.Filter(route, request);
        var deleted = new JsonArray();
        (var objects, long version) = store.Snapshot(info, at: null);
        foreach (StoredObject item in objects.Values.Where(filter.Matches))
        {
            try
            {
                deleted.Add((JsonNode)store.Delete(info, route.StoreNamespace, item.Key.Name, options).Object.Copy());
            }
            catch (ApiException e) when (e.Code == 404)
            {
                // Someone else was faster.
                continue;
            }
        }

        return ApiResponse.Json(200, new JsonObject
        {
            ["kind"] = info.ListKind,
            ["apiVersion"] = info.Kind.ApiVersion,
            ["metadata"] = new JsonObject { ["resourceVersion"] = version.ToString(System.Globalization.CultureInfo.InvariantCulture) },
            ["items"] = deleted,
        });
    }

    private static DeleteOptions Options(ApiRequest request, KindInfo info)
    {
        JsonNode? body = request.Body.Length == 0 ? null : RequestBody.Parse(request);
        if (body.Text("kind") is { Length: > 0 } kind and not "DeleteOptions") throw ApiErrors.BadRequest($"expect kind DeleteOptions, not {kind}");
        string? policy = body.Text("propagationPolicy") ?? request.Query["propagationPolicy"];
        bool? orphan = body.Flag("orphanDependents") ?? (request.Query["orphanDependents"] is { } text ? text == "true" : null);
        if (policy is not null && orphan is not null) throw Refused(info, "propagationPolicy", policy, "orphanDependents and deletionPropagation cannot be both set");
        return new DeleteOptions
        {
            Propagation = policy switch
            {
                null or "" => orphan is null ? null : orphan.Value ? Propagation.Orphan : Propagation.Background,
                "Background" => Propagation.Background,
                "Foreground" => Propagation.Foreground,
                "Orphan" => Propagation.Orphan,
                _ => throw Refused(info, "propagationPolicy", policy, "must be one of Background, Foreground, Orphan"),
            },
            GracePeriodSeconds = body.Number("gracePeriodSeconds") ?? request.Query.Number("gracePeriodSeconds"),
            Uid = body.At("preconditions", "uid").AsText(),
            ResourceVersion = body.At("preconditions", "resourceVersion").AsText(),
            DryRun = body.Items("dryRun") is { Count: > 0 } || request.Query["dryRun"] is not null,
        };
    }

    private static ApiException Refused(KindInfo info, string field, string value, string detail)
    {
        var errors = new FieldErrors();
        errors.Invalid(field, value, detail);
        return ApiErrors.Invalid(info with { Kind = info.Kind with { Group = "meta.k8s.io", Kind = "DeleteOptions" } }, "", errors);
    }
}
