using System.Text.Json;
using RL4VLM.Core.Stages;

namespace RL4VLM.Models.Weights;

/// <summary>The weights of a checkpoint folder: <c>model.safetensors</c>, or the shards that <c>model.safetensors.index.json</c> lists.</summary>
public sealed class CheckpointWeights : ITensorSource
{
    private readonly List<SafetensorsFile> files = [];
    private readonly List<TensorEntry> tensors = [];
    private readonly Dictionary<string, (SafetensorsFile File, TensorEntry Entry)> byName = new(StringComparer.Ordinal);
    private readonly string directory;

    private CheckpointWeights(string directory) => this.directory = directory;

    public IReadOnlyList<TensorEntry> Tensors => tensors;

    /// <exception cref="StageException">78: the folder holds no weights; 65: a damaged file, or an index that does not fit its shards.</exception>
    public static CheckpointWeights Open(string directory)
    {
        string single = Path.Combine(directory, "model.safetensors"), index = Path.Combine(directory, "model.safetensors.index.json");
        var weights = new CheckpointWeights(directory);
        try
        {
            if (File.Exists(single)) weights.Add(single, null);
            else if (File.Exists(index)) weights.AddShards(index);
            else throw new StageException(ExitCodes.BadManifest, $"{directory}: neither model.safetensors nor model.safetensors.index.json is there");
            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    public bool TryGet(string name, out TensorEntry entry)
    {
        bool found = byName.TryGetValue(name, out (SafetensorsFile File, TensorEntry Entry) place);
        entry = place.Entry;
        return found;
    }

    public void ReadBytes(string name, Span<byte> destination) => FileOf(name).ReadBytes(name, destination);

    public void ReadFloat32(string name, Span<float> destination) => FileOf(name).ReadFloat32(name, destination);

    public float[] ReadFloat32(string name) => FileOf(name).ReadFloat32(name);

    public long[] ReadInt64(string name) => FileOf(name).ReadInt64(name);

    public void Dispose() => files.ForEach(file => file.Dispose());

    private SafetensorsFile FileOf(string name) =>
        byName.TryGetValue(name, out (SafetensorsFile File, TensorEntry Entry) place) ? place.File : throw StageException.Corrupt(directory, $"there is no tensor '{name}'");

    private void AddShards(string index)
    {
        Dictionary<string, string> shardOf = StrictJson.Read(File.ReadAllBytes(index), index, root => ReadWeightMap(root, index));
        foreach (string shard in shardOf.Values.Distinct().Order(StringComparer.Ordinal))
        {
            string path = Path.Combine(directory, shard);
            if (!File.Exists(path)) throw StageException.Corrupt(index, $"the shard {shard} is missing");
            Add(path, name => shardOf.TryGetValue(name, out string? of) && of == shard);
        }

        foreach ((string name, string shard) in shardOf)
            if (!byName.ContainsKey(name)) throw StageException.Corrupt(index, $"{shard} does not hold '{name}'");
    }

    private static Dictionary<string, string> ReadWeightMap(JsonElement root, string index)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("weight_map", out JsonElement map) || map.ValueKind != JsonValueKind.Object)
            throw StageException.Corrupt(index, "there is no object 'weight_map'");
        var shardOf = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty item in map.EnumerateObject())
        {
            string? shard = item.Value.ValueKind == JsonValueKind.String ? item.Value.GetString() : null;
            // A shard lies beside its index; anything else could read files elsewhere.
            if (string.IsNullOrEmpty(shard) || Path.GetFileName(shard) != shard || shard is "." or "..") throw StageException.Corrupt(index, $"weight_map.{item.Name} must name a file in the same folder");
            shardOf[item.Name] = shard;
        }

        return shardOf;
    }

    private void Add(string path, Func<string, bool>? belongs)
    {
        SafetensorsFile file = SafetensorsFile.Open(path);
        files.Add(file);
        foreach (TensorEntry tensor in file.Tensors)
        {
            if (belongs is not null && !belongs(tensor.Name)) continue;
            byName[tensor.Name] = (file, tensor);
            tensors.Add(tensor);
        }
    }
}
