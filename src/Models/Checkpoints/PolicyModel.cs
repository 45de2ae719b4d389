using System.Text.Json;
using RL4VLM.Core.Stages;
using RL4VLM.Models.Convolutional;
using RL4VLM.Models.Generation;
using RL4VLM.Models.Lora;
using RL4VLM.Models.Tokenization;
using RL4VLM.Models.Vision;
using static TorchSharp.torch;

namespace RL4VLM.Models.Checkpoints;

/// <summary>What a checkpoint folder holds: weights that answer pictures and prompts with tokens, and that training changes. Not thread-safe.</summary>
public abstract class PolicyModel : IDisposable
{
    private protected PolicyModel(PromptEncoder prompts) => Prompts = prompts;

    /// <summary>The input side: tokenizer, image processor and chat frame.</summary>
    public PromptEncoder Prompts { get; }

    public ITokenizer Tokenizer => Prompts.Tokenizer;

    public ImageProcessor Processor => Prompts.Processor;

    /// <summary>The adapter that is trained in place of the weights; null when there is none.</summary>
    public virtual AdapterSet? Adapter => null;

    public abstract Device Device { get; }

    /// <summary>Reads a checkpoint folder of any kind this program makes or takes; its config.json tells which.</summary>
    /// <exception cref="StageException">A file is missing, damaged, or of a kind this program does not implement.</exception>
    public static PolicyModel Load(string directory, ModelOptions options)
    {
        string file = Path.Combine(directory, CheckpointFiles.ConfigName);
        return File.Exists(file) && KindOf(File.ReadAllBytes(file), file) == CnnConfig.ModelType ? CnnPolicy.Load(directory, options) : LlavaPolicy.Load(directory, options);
    }

    /// <summary>Writes the checkpoint folder.</summary>
    /// <param name="directory">Created when missing.</param>
    /// <param name="baseModel">What adapter_config.json calls its base; null: the folder it was loaded from.</param>
    public abstract void Save(string directory, string? baseModel = null);

    /// <summary>The weights that training changes, in a stable order.</summary>
    public abstract IReadOnlyList<(string Name, Tensor Tensor)> TrainableParameters();

    /// <summary>Scores a batch. Runs with gradients unless the caller has switched them off.</summary>
    /// <param name="batch">Prompts and answers.</param>
    /// <param name="detachValue">Keeps the value head's gradient out of the trunk.</param>
    public abstract ForwardResult Forward(SequenceBatch batch, bool detachValue = false);

    public abstract void Dispose();

    /// <summary>Begins a generator run over so many slots.</summary>
    internal abstract IGenerationSession Begin(int slots);

    /// <summary>config.json's model_type; null when it has none.</summary>
    internal static string? KindOf(byte[] json, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("model_type", out JsonElement kind) ? kind.GetString() : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw StageException.Corrupt(file, $"not JSON: {error.Message}");
        }
    }
}
