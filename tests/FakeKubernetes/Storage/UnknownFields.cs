using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Storage;

internal static class UnknownFields
{
    public static void Check(KindInfo info, JsonObject document, WriteOptions write)
    {
    }
}
