using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Patching;

/// <summary>Server-side apply.</summary>
internal sealed class ServerSideApply(KindInfo info, JsonObject config, WriteOptions write, string? subresource, bool force, string now)
{
    public JsonObject To(JsonObject? current)
    {
        _ = (info, write, subresource, force, now);
        return MergePatch.Apply(current ?? [], config);
    }

    public static ApiException Refused(string field, string detail)
    {
        var errors = new FieldErrors();
        errors.Required(field, detail);
        return ApiErrors.Invalid(new KindInfo(new ResourceKind("meta.k8s.io", "v1", "patchoptions", "PatchOptions", false)), "", errors);
    }
}
