using System.Text.Json;
using RL4VLM.Core.Stages;
using RL4VLM.Models.Llava;
using RL4VLM.Models.Lora;
using RL4VLM.Models.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Checkpoints;

/// <summary>Reads the parts of a checkpoint folder.</summary>
internal static class CheckpointReader
{
    public static (HuggingFaceConfig Config, string? System) ReadConfig(byte[] json, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            string? system = document.RootElement.TryGetProperty(PromptEnvelope.SystemKey, out var value) ? value.GetString() : null;
            return (HuggingFaceConfig.Parse(json, file), system);
        }
        catch (JsonException error)
        {
            throw StageException.Corrupt(file, $"not JSON: {error.Message}");
        }
    }

    public static ParameterSet LoadWeights(string directory, HuggingFaceConfig config, Device device, ScalarType dtype, bool trainable)
    {
        using var source = CheckpointWeights.Open(directory);
        var stored = new Dictionary<string, TensorEntry>(StringComparer.Ordinal);
        foreach (var entry in source.Tensors)
        {
            if (CheckpointNames.Canonical(entry.Name) is { } canonical)
            {
                stored[canonical] = entry;
            }
        }

        var parameters = new ParameterSet();
        foreach (var (name, shape, used) in LlavaShapes.List(config))
        {
            if (!stored.TryGetValue(name, out var entry))
            {
                if (name == LlavaShapes.ImageNewline)
                {
                    continue; // only tiled pictures need it
                }

                throw StageException.Corrupt(directory, $"the weight {CheckpointNames.Published(name)} is missing");
            }

            if (!entry.Shape.SequenceEqual(shape))
            {
                throw StageException.Corrupt(directory, $"{entry.Name} has shape [{string.Join(", ", entry.Shape)}], but config.json calls for [{string.Join(", ", shape)}]");
            }

            using var each = NewDisposeScope(); // the float32 copy goes before the next is read
            parameters.Add(name, WeightFiles.Read(source, entry).to(device).to_type(dtype).requires_grad_(trainable && used));
        }

        return parameters;
    }

    public static ValueHead? LoadValueHead(string directory, int hidden, ModelOptions options, WeightInitializer random, Device device)
    {
        string file = Path.Combine(directory, CheckpointFiles.ValueHeadName);
        if (!File.Exists(file))
        {
            return options.ValueHead is null ? null : NewValueHead(options.ValueHead, hidden, random, device, options.Trainable);
        }

        var parameters = new ParameterSet();
        foreach (var (name, value) in WeightFiles.Read(file).OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            parameters.Add(name, value.to(device).to_type(ScalarType.Float32).requires_grad_(options.Trainable));
        }

        return new ValueHead(parameters);
    }

    public static ValueHead NewValueHead(IReadOnlyList<int> widths, int hidden, WeightInitializer random, Device device, bool trainable)
    {
        var parameters = new ParameterSet();
        int from = hidden;
        int index = 0;
        foreach (int to in widths.Append(1))
        {
            Put($"{index}.bias", [to]);
            Put($"{index}.weight", [to, from]);
            from = to;
            index += 2; // an activation has a number of its own, as in PyTorch's Sequential
        }

        return new ValueHead(parameters);

        void Put(string name, long[] shape) =>
            parameters.Add(name, tensor(random.Values(name, shape), shape).to(device).requires_grad_(trainable));
    }

    public static string ResolveBase(string directory, AdapterConfig config, string? given)
    {
        string name = given ?? config.BaseModel
            ?? throw StageException.Corrupt(Path.Combine(directory, CheckpointFiles.AdapterConfigName), "base_model_name_or_path is missing");
        string full = Path.GetFullPath(directory);
        string? parent = Path.GetDirectoryName(full);
        string[] candidates =
        [
            Path.Combine(full, name),
            .. parent is null ? Array.Empty<string>() : [Path.Combine(parent, name), Path.Combine(parent, "..", name)],
        ];
        return candidates.FirstOrDefault(candidate => File.Exists(Path.Combine(candidate, CheckpointFiles.ConfigName)))
            ?? throw new StageException(ExitCodes.CorruptInput, $"{Path.Combine(directory, CheckpointFiles.AdapterConfigName)}: base_model_name_or_path: no checkpoint folder at '{name}' (looked at {string.Join(", ", candidates.Select(Path.GetFullPath))})");
    }
}
