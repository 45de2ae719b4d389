using RL4VLM.Core.Stages;

namespace RL4VLM.Models.Checkpoints;

/// <summary>The small files of a Hugging Face checkpoint folder, kept as they were read so that they are saved as they were.</summary>
/// <param name="Config">config.json</param>
/// <param name="Preprocessor">preprocessor_config.json</param>
/// <param name="Generation">generation_config.json; null when the folder has none.</param>
/// <param name="Tokenizer">tokenizer.json</param>
/// <param name="TokenizerConfig">tokenizer_config.json; null when the folder has none.</param>
internal sealed record CheckpointFiles(byte[] Config, byte[] Preprocessor, byte[]? Generation, byte[] Tokenizer, byte[]? TokenizerConfig)
{
    public const string ConfigName = "config.json";
    public const string PreprocessorName = "preprocessor_config.json";
    public const string GenerationName = "generation_config.json";
    public const string TokenizerName = "tokenizer.json";
    public const string TokenizerConfigName = "tokenizer_config.json";
    public const string WeightsName = "model.safetensors";
    public const string AdapterConfigName = "adapter_config.json";
    public const string AdapterWeightsName = "adapter_model.safetensors";
    public const string ValueHeadName = "value_head.safetensors";

    public static CheckpointFiles Read(string directory) => new(
        Required(directory, ConfigName), Required(directory, PreprocessorName), Optional(directory, GenerationName),
        Required(directory, TokenizerName), Optional(directory, TokenizerConfigName));

    public void Write(string directory)
    {
        Put(ConfigName, Config);
        Put(PreprocessorName, Preprocessor);
        Put(GenerationName, Generation);
        Put(TokenizerName, Tokenizer);
        Put(TokenizerConfigName, TokenizerConfig);

        void Put(string name, byte[]? bytes)
        {
            if (bytes is not null)
            {
                File.WriteAllBytes(Path.Combine(directory, name), bytes);
            }
        }
    }

    public static byte[] Required(string directory, string name) => Optional(directory, name)
        ?? throw StageException.Corrupt(Path.Combine(directory, name), "the file is missing; a checkpoint folder needs config.json, preprocessor_config.json, tokenizer.json and weights");

    private static byte[]? Optional(string directory, string name)
    {
        string path = Path.Combine(directory, name);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }
}
