using RL4VLM.Core.Stages;
using RL4VLM.Models.Llava;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Lora;

/// <summary>
/// The low-rank adapters of one model, named <c>module.lora_A.weight</c> and <c>module.lora_B.weight</c> with in-memory module names.
/// </summary>
public sealed class AdapterSet : IDisposable
{
    private const string KeyPrefix = "base_model.model.";

    private readonly List<LowRankAdapter> adapters = [];

    private AdapterSet(AdapterConfig config) => Config = config;

    public AdapterConfig Config { get; }

    /// <summary>float32 [rank, in] and [out, rank].</summary>
    public ParameterSet Parameters { get; } = new();

    /// <summary>Whether dropout acts (supervised fine-tuning only).</summary>
    public bool Training
    {
        set => adapters.ForEach(adapter => adapter.Training = value);
    }

    /// <summary>Attaches new adapters to every target: A by <paramref name="initial"/>, B zero, so that nothing changes at first.</summary>
    internal static AdapterSet Create(LlavaModel model, AdapterConfig config, Func<long[], float[]> initial, bool trainable)
    {
        var set = new AdapterSet(config);
        foreach (var linear in model.Linears.Where(linear => config.Targets(linear.Module)))
        {
            long rank = config.RankOf(linear.Module);
            long[] a = [rank, linear.Weight.shape[1]];
            set.Attach(
                linear,
                tensor(initial(a), a).to(model.Device),
                zeros([linear.Weight.shape[0], rank], ScalarType.Float32, model.Device),
                trainable);
        }

        return set.adapters.Count > 0 ? set : throw new StageException(ExitCodes.BadManifest, "lora: the targets match no projection of the model");
    }

    /// <summary>Attaches stored adapters. Keys may use any of the known layouts.</summary>
    internal static AdapterSet Attach(LlavaModel model, AdapterConfig config, IEnumerable<(string Name, Tensor Tensor)> stored, string file, bool trainable)
    {
        var set = new AdapterSet(config);
        var pairs = new Dictionary<string, (Tensor? A, Tensor? B)>();
        foreach (var (name, value) in stored)
        {
            var (module, isA) = Split(name, file);
            var pair = pairs.GetValueOrDefault(module);
            pairs[module] = isA ? (value, pair.B) : (pair.A, value);
        }

        foreach (var linear in model.Linears)
        {
            if (!pairs.Remove(linear.Module, out var pair))
            {
                continue;
            }

            if (pair.A is null || pair.B is null)
            {
                throw StageException.Corrupt(file, $"{linear.Module} has only one of lora_A and lora_B");
            }

            if (pair.A.shape[1] != linear.Weight.shape[1] || pair.B.shape[0] != linear.Weight.shape[0] || pair.A.shape[0] != pair.B.shape[1])
            {
                throw StageException.Corrupt(file, $"{linear.Module}: [{string.Join(", ", pair.A.shape)}] and [{string.Join(", ", pair.B.shape)}] do not fit a weight of [{string.Join(", ", linear.Weight.shape)}]");
            }

            set.Attach(linear, pair.A.to(model.Device), pair.B.to(model.Device), trainable);
        }

        // Layers behind the feature layer are stored but never run.
        string? foreign = pairs.Keys.FirstOrDefault(module => !model.Parameters.Contains(module + ".weight"));
        if (foreign is not null)
        {
            throw StageException.Corrupt(file, $"it adapts {foreign}, which the base model does not have");
        }

        foreach (var (module, pair) in pairs)
        {
            set.Add(module, pair.A!, pair.B!, trainable: false);
        }

        return set;
    }

    /// <summary>Attaches copies of another model's adapters, without gradients.</summary>
    internal static AdapterSet Copy(LlavaModel model, AdapterSet from) =>
        Attach(model, from.Config, from.Parameters.All().Select(entry => (KeyPrefix + entry.Name, entry.Tensor.detach().clone())), "adapter", trainable: false);

    /// <summary>Names as PEFT stores them.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Stored() => Parameters.All().Select(entry => (KeyPrefix + entry.Name, entry.Tensor));

    /// <summary>Names as PEFT holds them in memory while training: <c>base_model.model.….lora_A.default.weight</c>.</summary>
    public static string TrainingName(string name) => KeyPrefix + name.Replace(".lora_A.", ".lora_A.default.", StringComparison.Ordinal).Replace(".lora_B.", ".lora_B.default.", StringComparison.Ordinal);

    public void Dispose() => Parameters.Dispose();

    private static (string Module, bool IsA) Split(string name, string file)
    {
        string rest = name.StartsWith(KeyPrefix, StringComparison.Ordinal) ? name[KeyPrefix.Length..] : name;
        foreach (var (marker, isA) in new[] { (".lora_A.", true), (".lora_B.", false) })
        {
            int at = rest.LastIndexOf(marker, StringComparison.Ordinal);
            if (at >= 0)
            {
                return (CheckpointNames.CanonicalModule(rest[..at]), isA);
            }
        }

        throw StageException.Corrupt(file, $"the key {name} is neither a lora_A nor a lora_B weight");
    }

    private void Attach(Linear linear, Tensor a, Tensor b, bool trainable)
    {
        (a, b) = Add(linear.Module, a, b, trainable);
        linear.Adapter = new LowRankAdapter(a, b, Config.Scale(linear.Module, (int)a.shape[0]), Config.Dropout);
        adapters.Add(linear.Adapter);
    }

    private (Tensor A, Tensor B) Add(string module, Tensor a, Tensor b, bool trainable)
    {
        a = a.to_type(ScalarType.Float32).requires_grad_(trainable);
        b = b.to_type(ScalarType.Float32).requires_grad_(trainable);
        Parameters.Add(module + ".lora_A.weight", a);
        Parameters.Add(module + ".lora_B.weight", b);
        return (a, b);
    }
}
