using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Http;

/// <summary>Where a list goes on: the version of its first page and the last object given.</summary>
internal readonly record struct ContinueToken(long Version, ObjectKey After)
{
    public static ContinueToken Parse(string text)
    {
        try
        {
            JsonNode? node = JsonNode.Parse(Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=')));
            if (node.Number("rv") is long version && node.Text("name") is { } name) return new ContinueToken(version, new ObjectKey(node.Text("ns") ?? "", name));
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw ApiErrors.BadRequest($"continue key is not valid: {e.Message}");
        }

        throw ApiErrors.BadRequest("continue key is not valid");
    }

    public override string ToString() => Convert.ToBase64String(Encoding.UTF8.GetBytes(
        JsonText.Text(new JsonObject { ["rv"] = Version, ["ns"] = After.Namespace, ["name"] = After.Name }))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
