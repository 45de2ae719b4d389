using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Http;

/// <summary>The <c>metav1.Status</c> of a failure or of a deletion.</summary>
internal static class StatusBody
{
    /// <summary>Key of the data of an exception under which the object's name is, where the path has none.</summary>
    public const string NameKey = "name";

    public static ApiResponse Failure(ApiException failure, KindInfo? info, string? name, int? retryAfter = null) =>
        new(failure.Code) { Body = JsonText.Utf8(Of(failure, info, name, retryAfter)), RetryAfterSeconds = retryAfter };

    public static JsonObject Of(ApiException failure, KindInfo? info, string? name, int? retryAfter = null)
    {
        JsonObject details = [];
        name ??= failure.Data[NameKey] as string;
        if (!string.IsNullOrEmpty(name)) details["name"] = name;
        if (info is not null && info.Kind.Group.Length > 0) details["group"] = info.Kind.Group;
        if (info is not null) details["kind"] = failure.Reason == "Invalid" ? info.Kind.Kind : info.Kind.Plural;
        if (failure.Causes.Count > 0) details["causes"] = new JsonArray([.. failure.Causes.Select(Cause)]);
        if (retryAfter is not null) details["retryAfterSeconds"] = retryAfter;
        var status = new JsonObject
        {
            ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Failure",
            ["message"] = failure.Message, ["reason"] = failure.Reason,
        };
        if (details.Count > 0) status["details"] = details;
        status["code"] = failure.Code;
        return status;
    }

    public static JsonObject Deleted(KindInfo info, StoredObject item)
    {
        var details = new JsonObject { ["name"] = item.Key.Name };
        if (info.Kind.Group.Length > 0) details["group"] = info.Kind.Group;
        details["kind"] = info.Kind.Plural;
        details["uid"] = item.Uid;
        return new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["details"] = details };
    }

    private static JsonNode Cause(ApiCause cause)
    {
        var body = new JsonObject { ["reason"] = cause.Reason, ["message"] = cause.Message };
        if (cause.Field.Length > 0) body["field"] = cause.Field;
        return body;
    }
}
