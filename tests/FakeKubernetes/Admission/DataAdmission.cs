using System.Text;
using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Admission;

/// <summary>ConfigMaps and Secrets: keys, 1 MiB, and <c>immutable</c>.</summary>
internal sealed class DataAdmission : IKindAdmission
{
    private const int MostBytes = 1024 * 1024;

    public void Default(AdmissionRequest request)
    {
        if (request.Kind.Kind != ResourceKind.Secrets) return;
        request.Object["type"] ??= "Opaque";
        foreach ((string key, JsonNode? value) in request.Object.Map("stringData") ?? [])
        {
            request.Object.Ensure("data")[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value.AsText() ?? ""));
        }

        request.Object.Remove("stringData");
    }

    public void Validate(AdmissionRequest request, FieldErrors errors)
    {
        long size = 0;
        bool secret = request.Kind.Kind == ResourceKind.Secrets;
        foreach (string list in (ReadOnlySpan<string>)["data", "binaryData"])
        {
            foreach ((string key, JsonNode? value) in request.Object.Map(list) ?? [])
            {
                if (key.Length is 0 or > 253 || key is "." or ".." || !key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
                {
                    errors.Invalid($"{list}[{key}]", key, "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')");
                }

                size += secret || list == "binaryData" ? Decoded(list, key, value) : Encoding.UTF8.GetByteCount(value.AsText() ?? throw NoText(request, list, key));
            }
        }

        if (size > MostBytes) errors.TooLong(secret ? "data" : "", MostBytes);
        if (request.Old?.Flag("immutable") != true) return;
        if (request.Object.Flag("immutable") != true) errors.Forbidden("immutable", "field is immutable when `immutable` is set");
        foreach (string list in (ReadOnlySpan<string>)["data", "binaryData"])
        {
            if (!JsonExtensions.Same(request.Object.Member(list), request.Old.Member(list))) errors.Forbidden(list, "field is immutable when `immutable` is set");
        }
    }

    private static long Decoded(string list, string key, JsonNode? value)
    {
        byte[] bytes = new byte[(value.AsText() ?? "").Length];
        return Convert.TryFromBase64String(value.AsText() ?? "!", bytes, out int written) ? written
            : throw ApiErrors.BadRequest($"{list}[{key}]: illegal base64 data");
    }

    private static ApiException NoText(AdmissionRequest request, string list, string key) => ApiErrors.BadRequest(
        $"{request.Kind.Kind.Kind} in version \"{request.Kind.Kind.Version}\" cannot be handled as a {request.Kind.Kind.Kind}: json: cannot unmarshal {list}[{key}] into Go value of type string");
}
