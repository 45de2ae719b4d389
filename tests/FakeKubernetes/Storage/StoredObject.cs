using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Storage;

/// <summary>One state of one object; never changes. The bytes are made once and shared by every reader and watcher.</summary>
public sealed class StoredObject
{
    internal StoredObject(JsonObject document, long version)
    {
        Utf8 = JsonText.Utf8(document);
        Document = (JsonObject)JsonNode.Parse(Utf8)!;
        Version = version;
        JsonObject metadata = Document.Map("metadata")!;
        Key = new ObjectKey(metadata.Text("namespace") ?? "", metadata.Text("name")!);
        Uid = metadata.Text("uid") ?? "";
    }

    public byte[] Utf8 { get; }

    public long Version { get; }

    public ObjectKey Key { get; }

    public string Uid { get; }

    /// <summary>Not to be changed: take a <see cref="Copy"/>.</summary>
    internal JsonObject Document { get; }

    public JsonObject Copy() => Document.Copy();
}

/// <summary>The namespace is "" for a cluster-scoped object.</summary>
public readonly record struct ObjectKey(string Namespace, string Name) : IComparable<ObjectKey>
{
    public int CompareTo(ObjectKey other) =>
        string.CompareOrdinal(Namespace, other.Namespace) is var order && order != 0 ? order : string.CompareOrdinal(Name, other.Name);
}

/// <summary>A change as history keeps it, with the whole collection as it was after it.</summary>
internal sealed record HistoryEvent(
    long Version, string Type, StoredObject Object, StoredObject? Previous, ImmutableSortedDictionary<ObjectKey, StoredObject> After);
