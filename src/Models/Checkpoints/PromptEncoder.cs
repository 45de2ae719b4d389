using RL4VLM.Core.Stages;
using RL4VLM.Models.Convolutional;
using RL4VLM.Models.Tokenization;
using RL4VLM.Models.Vision;

namespace RL4VLM.Models.Checkpoints;

/// <summary>The input side of a checkpoint: tokenizer, image processor and chat frame, without the weights. Enough to make demonstrations.</summary>
public sealed class PromptEncoder
{
    private readonly string? systemSentence;
    private readonly int imageTokenId;
    private readonly int imageTokens;
    private readonly bool reads;

    internal PromptEncoder(ITokenizer tokenizer, ImageProcessor processor, string? systemSentence, int imageTokenId, int imageTokens)
    {
        Tokenizer = tokenizer;
        Processor = processor;
        this.systemSentence = systemSentence;
        this.imageTokenId = imageTokenId;
        this.imageTokens = imageTokens;
        reads = true;
    }

    /// <summary>Of a model that sees the picture alone: every prompt is empty.</summary>
    internal PromptEncoder(ITokenizer tokenizer, ImageProcessor processor)
    {
        Tokenizer = tokenizer;
        Processor = processor;
    }

    /// <summary>The files of a checkpoint folder that <see cref="Load"/> reads; tokenizer_config.json only where there is one.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [CheckpointFiles.ConfigName, CheckpointFiles.PreprocessorName, CheckpointFiles.TokenizerName, CheckpointFiles.TokenizerConfigName];

    public ITokenizer Tokenizer { get; }

    public ImageProcessor Processor { get; }

    /// <summary>Reads a checkpoint folder's small files.</summary>
    /// <exception cref="StageException">A file is missing, damaged, or of a kind this program does not implement.</exception>
    public static PromptEncoder Load(string directory)
    {
        byte[] json = CheckpointFiles.Required(directory, CheckpointFiles.ConfigName);
        string file = Path.Combine(directory, CheckpointFiles.ConfigName);
        if (PolicyModel.KindOf(json, file) == CnnConfig.ModelType) return new PromptEncoder(Tokenization.Tokenizer.Load(directory), ImageProcessor.Load(directory));
        var (config, system) = CheckpointReader.ReadConfig(json, file);
        return new PromptEncoder(
            Tokenization.Tokenizer.Load(directory), ImageProcessor.Load(directory), system, config.ImageTokenIndex, config.ImageTokenCount);
    }

    /// <summary>Token ids of a task's prompt in the chat frame, the image placeholder repeated once per image token.</summary>
    public int[] BuildPromptIds(string prompt) => Encode(PromptEnvelope.Wrap(prompt, systemSentence));

    /// <summary>Token ids of a text taken as it is: begin-of-sequence in front, each <c>&lt;image&gt;</c> repeated once per image token.</summary>
    public int[] Encode(string text)
    {
        if (!reads) return [];
        int[] ids = Tokenizer.Encode(text, addSpecialTokens: true).Ids;
        if (Tokenizer.BosId is { } bos && (ids.Length == 0 || ids[0] != bos))
        {
            ids = [bos, .. ids];
        }

        var expanded = new List<int>(ids.Length + imageTokens);
        foreach (int id in ids)
        {
            expanded.AddRange(Enumerable.Repeat(id, id == imageTokenId ? imageTokens : 1));
        }

        return [.. expanded];
    }
}
