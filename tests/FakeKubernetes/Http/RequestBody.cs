using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Http;

/// <summary>Reading what was sent.</summary>
internal static class RequestBody
{
    private const long MostBytes = 3 * 1024 * 1024;
    private static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false };

    /// <exception cref="ApiException">400, 413 or 415.</exception>
    public static JsonObject Object(ApiRequest request, KindInfo info)
    {
        JsonObject body = Parse(request) as JsonObject
            ?? throw ApiErrors.BadRequest($"couldn't get version/kind; json parse error: the body is no JSON object of kind {info.Kind.Kind}");
        string apiVersion = body.Text("apiVersion") ?? "";
        string kind = body.Text("kind") ?? "";
        if (kind.Length > 0 && kind != info.Kind.Kind)
        {
            throw ApiErrors.BadRequest($"{kind} in version \"{apiVersion}\" cannot be handled as a {info.Kind.Kind}: no kind \"{kind}\" is registered for this resource");
        }

        return apiVersion.Length > 0 && apiVersion != info.Kind.ApiVersion
            ? throw ApiErrors.BadRequest($"the API version in the data ({apiVersion}) does not match the expected API version ({info.Kind.ApiVersion})")
            : body;
    }

    /// <summary>JSON or, where the content type says so, YAML.</summary>
    public static JsonNode? Parse(ApiRequest request)
    {
        if (request.Body.Length > MostBytes) throw new ApiException(413, "RequestEntityTooLarge", $"Request entity too large: limit is {MostBytes}");
        string type = MediaType(request);
        if (type is not ("" or "application/json" or "application/yaml") && request.Method != "PATCH")
        {
            throw new ApiException(415, "UnsupportedMediaType",
                $"the body of the request was in an unknown format - accepted media types include: application/json, application/yaml (got {type})");
        }

        return Parse(request.Body.Span, type.EndsWith("yaml", StringComparison.Ordinal));
    }

    public static string MediaType(ApiRequest request) => (request.ContentType ?? "").Split(';')[0].Trim().ToLowerInvariant();

    private static JsonNode? Parse(ReadOnlySpan<byte> body, bool yaml)
    {
        try
        {
            return yaml && body.TrimStart(" \r\n\t"u8) is not [(byte)'{', ..]
                ? YamlText.Documents(Encoding.UTF8.GetString(body)).FirstOrDefault()
                : JsonNode.Parse(body, documentOptions: NoDuplicates);
        }
        catch (Exception e) when (e is JsonException or YamlDotNet.Core.YamlException)
        {
            throw ApiErrors.BadRequest($"the object provided is unrecognized (must be of type JSON or YAML): {e.Message}");
        }
    }
}
