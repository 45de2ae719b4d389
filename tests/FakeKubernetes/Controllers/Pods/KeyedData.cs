using System.Text;
using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Controllers.Pods;

/// <summary>The keys of a ConfigMap or Secret as bytes.</summary>
internal static class KeyedData
{
    public static Dictionary<string, byte[]> Of(ResourceKind kind, JsonObject item)
    {
        var data = new Dictionary<string, byte[]>();
        bool secret = kind == ResourceKind.Secrets;
        foreach ((string key, JsonNode? value) in item.Entries("data"))
            data[key] = secret ? Convert.FromBase64String(value!.GetValue<string>()) : Encoding.UTF8.GetBytes(value!.GetValue<string>());
        foreach ((string key, JsonNode? value) in item.Entries("binaryData")) data[key] = Convert.FromBase64String(value!.GetValue<string>());
        foreach ((string key, JsonNode? value) in item.Entries("stringData")) data[key] = Encoding.UTF8.GetBytes(value!.GetValue<string>());
        return data;
    }
}
